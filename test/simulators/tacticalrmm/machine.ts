import type { Agent } from './agent';

/** What an agent is asked to run. */
export interface ScriptRun {
	/** Its name; null for code that is not stored. */
	name: string | null;
	id: number | null;
	code: string;
	shell: string;
}

/** What a script's run gives. */
export interface ScriptOutcome {
	stdout: string;
	stderr?: string;
	/** 0 where it is left out. */
	retcode?: number;
	/** Seconds; 0.1234 where it is left out. */
	execution_time?: number;
	/** Milliseconds, real ones, until the agent reports. */
	delayMs?: number;
}

export interface CommandOutcome {
	output: string;
	delayMs?: number;
}

export interface Command {
	shell: string;
	cmd: string;
	timeout: number;
	run_as_user: boolean;
}

/** The agents' side of the bus; a test may put its own functions instead of each. */
export interface Machines {
	/** Runs a script with its arguments and environment as the agent received them. */
	runScript: (agent: Agent, script: ScriptRun, args: string[], env: string[]) => ScriptOutcome | Promise<ScriptOutcome>;
	runCommand: (agent: Agent, command: Command) => CommandOutcome | Promise<CommandOutcome>;
	processes: (agent: Agent) => Record<string, unknown>[];
	/** What the agent answers when it is asked to end a process: `ok`, or its refusal. */
	killProcess: (agent: Agent, pid: number) => string;
	eventLog: (agent: Agent, log: string, days: number) => Record<string, unknown>[];
	/** `ok`, or the agent's words; `busy` while checks are already running. */
	runChecks: (agent: Agent) => string;
	/** `ok`, or the agent's refusal. */
	service: (agent: Agent, name: string, action: string) => string;
}

/** Agents that do what is asked and tell what it was. */
export function obedientMachines(): Machines {
	return {
		runScript: (agent, script, args, env) => ({
			stdout: `${agent.hostname} ran ${script.name ?? 'code'} args=${JSON.stringify(args)} env=${JSON.stringify(env)}\n`,
		}),
		runCommand: (_, { shell, cmd }) => ({
			output: cmd === 'whoami' ? 'nt authority\\system\r\n' : `[${shell}] ran: ${cmd}\r\n`,
		}),
		processes: () => windowsProcesses,
		killProcess: (_, pid) => (windowsProcesses.some((process) => process.pid === pid && pid > 4) ? 'ok' : 'access is denied'),
		eventLog: (agent, log) => (log === 'System' ? systemEvents(agent) : []),
		runChecks: () => 'ok',
		service: (agent, name) =>
			agent.row.services?.some((service) => service.name === name)
				? 'ok'
				: 'The specified service does not exist as an installed service.',
	};
}

const windowsProcesses = [
	{ name: 'System', pid: 4, membytes: 147456, username: '', id: 1, cpu_percent: '0.0%' },
	{ name: 'svchost.exe', pid: 912, membytes: 31457280, username: 'NT AUTHORITY\\SYSTEM', id: 2, cpu_percent: '0.4%' },
	{ name: 'tacticalrmm.exe', pid: 3312, membytes: 52428800, username: 'NT AUTHORITY\\SYSTEM', id: 3, cpu_percent: '1.1%' },
];

function systemEvents(agent: Agent): Record<string, unknown>[] {
	const time = `${(agent.lastSeen ?? '2026-01-01T00:00:00').slice(0, 19).replace('T', ' ')} +0000 UTC`;
	const running = 'The Print Spooler service entered the running state.';
	return [
		{ source: 'Service Control Manager', eventType: 'INFO', eventID: 7036, message: running, time, uid: 1 },
		{ source: 'disk', eventType: 'ERROR', eventID: 7, message: 'The device has a bad block.', time, uid: 2 },
	];
}
