import { toIsoTime } from './device';
import type { AgentCheck } from './schemas/agents';
import type { CheckRecord } from './schemas/checks';

/** A check in short; without an agent nothing is known of its result. */
export function toCheck(check: AgentCheck | CheckRecord, deviceId: string | undefined) {
	const { id, readable_desc, check_type, policy } = check;
	const { status, alert_severity: severity, last_run, more_info, retcode, stdout, stderr } = (check.check_result ?? {}) as Partial<AgentCheck['check_result']>;
	return {
		id,
		deviceId: deviceId ?? null,
		name: readable_desc ?? null,
		type: check_type,
		policyId: policy ?? null,
		status: status ?? null,
		severity: severity ?? null,
		lastRun: toIsoTime(last_run),
		info: more_info ?? null,
		exitCode: retcode ?? null,
		stdout: stdout ?? null,
		stderr: stderr ?? null,
	};
}
