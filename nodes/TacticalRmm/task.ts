import { toIsoTime } from './device';
import type { AgentTask } from './schemas/agents';
import type { TaskRecord } from './schemas/tasks';

/** A task in short; without an agent nothing is known of its result. */
export function toTask(task: AgentTask | TaskRecord, deviceId: string | undefined) {
	const { id, name, schedule, task_type, enabled, policy } = task;
	const { status, last_run, retcode, stdout, stderr } = (task.task_result ?? {}) as Partial<AgentTask['task_result']>;
	return {
		name: name ?? null,
		status: status ?? null,
		lastRun: toIsoTime(last_run),
		schedule: schedule ?? null,
		enabled: enabled ?? null,
		type: task_type ?? null,
		exitCode: retcode ?? null,
		stdout: stdout ?? null,
		stderr: stderr ?? null,
		id,
		policyId: policy ?? null,
		deviceId: deviceId ?? null,
	};
}
