import type { ZodType } from 'zod/v4';
import { InputError, RefusedError } from '../../shared/errors';
import type { Call } from '../../shared/http/call';
import type { Effect } from '../../shared/http/retry';
import type { Http } from '../../shared/http/http';
import { pause } from '../../shared/pause';
import { ONLINE_ONLY } from '../dialect';
import { LONGEST_WAIT_S } from '../fields';
import { isPassing } from '../passing';
import type { Right } from '../rights';
import { sentence } from '../schemas/common';
import { eventLog, ping, processes, remoteLinks, scheduledReboot } from '../schemas/live';

/** Between two pings of an agent that did not answer; the server has tried for 7 s by then. */
const BETWEEN_PINGS_MS = 5_000;
/** On top of what the server itself waits for the agent. */
const MARGIN_MS = 10_000;

/** What the server waits for an agent, in seconds (measured on 1.5.1, or read in its code), before it says that it does not answer. */
const WAITS = { ping: 14, power: 10, recover: 60, repairMesh: 90, processes: 5, kill: 15, eventLog: 32, securityLog: 182, wake: 30 } as const;

/** A command as it is run on an agent. */
export interface Command {
	shell: string;
	/** Only with the shell `custom`. */
	customShell?: string;
	command: string;
	/** Seconds. */
	timeout: number;
	runAsUser: boolean;
}

/** What goes to an agent over the message bus while the server holds the line. */
export class LiveApi {
	/** @param heard receives the host name of an agent that answered a ping */
	constructor(
		private readonly http: Http,
		private readonly heard: (agentId: string, hostname: string) => void,
	) {}

	/** Whether the agent answers, and its host name. With the message bus down it never does. */
	async ping(agentId: string) {
		const answer = await this.ask('GET', agentId, ['ping'], ping, WAITS.ping, 'read', 'can_list_agents');
		this.heard(agentId, answer.name);
		return answer;
	}

	/**
	 * The agent's host name, if it answers.
	 * @throws RefusedError where it does not, so that nothing is started that would be lost
	 */
	async requireOnline(agentId: string): Promise<string> {
		const { name, status } = await this.ping(agentId);
		if (status === 'online') return name;
		throw new RefusedError(
			`${name} is offline`,
			askedOf('GET', agentId, 'ping'),
			200,
			`The agent did not answer a ping, so nothing was started. ${ONLINE_ONLY} If no agent answers at all, Tactical RMM's message bus (NATS) may be down.`,
		);
	}

	/** Pings until the agent answers; what passes, such as a server that restarts, is waited out. @param withinMs how long at most */
	async waitUntilOnline(agentId: string, withinMs: number, signal?: AbortSignal): Promise<{ name: string; waitedMs: number }> {
		const began = Date.now();
		for (;;) {
			let problem: Error | undefined;
			try {
				const { name, status } = await this.ping(agentId);
				if (status === 'online') return { name, waitedMs: Date.now() - began };
			} catch (error) {
				if (!isPassing(error)) throw error;
				problem = error;
			}
			const left = began + withinMs - Date.now();
			if (left <= 0) throw problem ?? this.neverOnline(agentId, withinMs);
			await pause(Math.min(BETWEEN_PINGS_MS, left), signal);
		}
	}

	private neverOnline(agentId: string, withinMs: number) {
		const advice = 'It was pinged until then and never answered. Nothing was changed.';
		return new RefusedError(`The agent was not online within ${Math.round(withinMs / 1000)} s`, askedOf('GET', agentId, 'ping'), 200, advice);
	}

	/**
	 * Runs a command and waits for its output; its exit code is not told.
	 * @throws InputError for a timeout that the server cannot wait out
	 */
	async command(agentId: string, { shell, customShell, command, timeout, runAsUser }: Command): Promise<string> {
		requireShortWait(timeout, "Save longer commands as a script and run it with 'Wait With Result', which has no such limit.");
		const json = { shell, cmd: command, timeout, run_as_user: runAsUser, custom_shell: customShell ?? null };
		return await this.ask('POST', agentId, ['cmd'], sentence, timeout, 'once', 'can_send_cmd', { json });
	}

	async reboot(agentId: string): Promise<string> {
		return await this.ask('POST', agentId, ['reboot'], sentence, WAITS.power, 'once', 'can_reboot_agents');
	}

	/** @param at the agent's wall clock: `YYYY-MM-DDTHH:MM`, the one form that the server takes */
	async rebootAt(agentId: string, at: string) {
		return await this.ask('PATCH', agentId, ['reboot'], scheduledReboot, WAITS.power, 'once', 'can_reboot_agents', { json: { datetime: at } });
	}

	async shutdown(agentId: string): Promise<string> {
		return await this.ask('POST', agentId, ['shutdown'], sentence, WAITS.power, 'once', 'can_reboot_agents');
	}

	/** Restarts the MeshCentral agent, or has Tactical's own agent restarted by that. */
	async recover(agentId: string, mode: 'mesh' | 'tacagent'): Promise<string> {
		return await this.ask('POST', agentId, ['recover'], sentence, WAITS.recover, 'once', 'can_recover_agents', { json: { mode } });
	}

	/** Hands a Wake-on-LAN to MeshCentral, which has a neighbour of the machine send it. Nobody can tell whether it woke. */
	async wake(agentId: string): Promise<string> {
		return await this.ask('POST', agentId, ['wol'], sentence, WAITS.wake, 'once', 'can_send_wol');
	}

	/** Links to MeshCentral's pages for this agent, each with a login token in it. */
	async remoteLinks(agentId: string) {
		return await this.ask('GET', agentId, ['meshcentral'], remoteLinks, WAITS.wake, 'read', 'can_use_mesh', { isSecret: true });
	}

	async processes(agentId: string) {
		return await this.ask('GET', agentId, ['processes'], processes, WAITS.processes, 'read', 'can_manage_procs');
	}

	/** Once only: the number may soon belong to another process. */
	async killProcess(agentId: string, pid: number): Promise<string> {
		return await this.ask('DELETE', agentId, ['processes', pid], sentence, WAITS.kill, 'once', 'can_manage_procs');
	}

	/** Entries of the last days of one of Windows' event logs. */
	async eventLog(agentId: string, log: 'Application' | 'System' | 'Security', days: number) {
		const waits = log === 'Security' ? WAITS.securityLog : WAITS.eventLog;
		return await this.ask('GET', agentId, ['eventlog', log, days], eventLog, waits, 'read', 'can_view_eventlogs', { limit: 64_000_000 });
	}

	private async ask<T>(
		method: Call<T>['method'],
		agentId: string,
		path: ReadonlyArray<string | number>,
		answer: ZodType<T>,
		waitsS: number,
		effect: Effect,
		right: Right,
		more: Partial<Call<T>> = {},
	): Promise<T> {
		return await this.http.request({ method, path: ['agents', agentId, ...path], effect, rights: [right], answer, timeoutMs: waitsS * 1000 + MARGIN_MS, ...more });
	}
}

/** What was asked of an agent, for an error that this side found out. */
export function askedOf(method: string, agentId: string, what: string) {
	return { method, path: `/agents/${agentId}/${what}/` };
}

/** @throws InputError for a wait that the server's web server ends before */
export function requireShortWait(timeout: number, advice: string): void {
	if (timeout <= LONGEST_WAIT_S) return;
	throw new InputError(
		`'Timeout' is ${timeout} s, but Tactical RMM waits at most ${LONGEST_WAIT_S} s`,
		`Its web server ends a request after 300 s while the agent continues, and the answer is lost. ${advice} Nothing was sent.`,
	);
}
