import { toIsoTime } from './device';
import type { AgentCheck } from './schemas/agents';
import type { CheckRecord } from './schemas/checks';

/** Types whose severity is set with the check; of all others, the result has it: it depends on which threshold or exit code it was. */
const OF_THEIR_OWN = ['eventlog', 'ping', 'winsvc'];

/** How severe a failure of a check is: info, warning, error; null where nothing is known of it. */
export function severityOf(check: AgentCheck | CheckRecord): string | null {
	const { alert_severity: ofResult } = (check.check_result ?? {}) as Partial<AgentCheck['check_result']>;
	const severity = OF_THEIR_OWN.includes(check.check_type ?? '') ? check.alert_severity : ofResult;
	return typeof severity === 'string' && severity ? severity : null;
}

/** A check in short; without an agent nothing is known of its result. */
export function toCheck(check: AgentCheck | CheckRecord, deviceId: string | undefined) {
	const { id, readable_desc, check_type, policy } = check;
	const { status, last_run, more_info, retcode, stdout, stderr } = (check.check_result ?? {}) as Partial<AgentCheck['check_result']>;
	return {
		name: readable_desc ?? null,
		status: status ?? null,
		lastRun: toIsoTime(last_run),
		info: more_info ?? null,
		type: check_type,
		severity: severityOf(check),
		exitCode: retcode ?? null,
		stdout: stdout ?? null,
		stderr: stderr ?? null,
		id,
		policyId: policy ?? null,
		deviceId: deviceId ?? null,
	};
}
