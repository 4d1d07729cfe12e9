import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';

/** Which agents an order goes to. */
export interface Target {
	target: 'agents' | 'client' | 'site' | 'all';
	/** With the target `agents`. */
	agents?: readonly string[];
	/** With the target `client`. */
	client?: number;
	/** With the target `site`. */
	site?: number;
	monitoringType: 'all' | 'servers' | 'workstations';
	platform: 'all' | 'windows' | 'linux' | 'darwin';
}

/** The server finds the agents itself and hands the order to its job queue: results are only in the agents' history. */
const TIMEOUT_MS = 120_000;

/** One order to many agents at once. Every field is sent, because the server answers a missing one with a page. */
export class BulkApi {
	constructor(private readonly http: Http) {}

	/** @returns the server's sentence, with how many agents there are */
	async command(target: Target, command: { shell: string; customShell?: string; command: string; timeout: number; runAsUser: boolean }): Promise<string> {
		const { shell, customShell, command: cmd, timeout, runAsUser } = command;
		return await this.send(target, { mode: 'command', shell, custom_shell: customShell ?? null, cmd, timeout, run_as_user: runAsUser });
	}

	/** @returns the server's sentence, with how many agents there are */
	async script(target: Target, run: { script: number; args: string[]; env: string[]; timeout: number; runAsUser: boolean; toNote: boolean }): Promise<string> {
		return await this.send(target, {
			mode: 'script',
			script: run.script,
			args: run.args,
			env_vars: run.env,
			timeout: run.timeout,
			run_as_user: run.runAsUser,
			custom_field: null,
			collector_all_output: false,
			save_to_agent_note: run.toNote,
		});
	}

	/** Scans for Windows updates, or installs those that are approved. @returns the server's sentence, with how many agents there are */
	async patch(target: Target, patchMode: 'scan' | 'install'): Promise<string> {
		return await this.send(target, { mode: 'patch', patchMode });
	}

	private async send({ target, agents = [], client, site, monitoringType, platform }: Target, order: object): Promise<string> {
		const json = { target, agents, client: client ?? null, site: site ?? null, monType: monitoringType, osType: platform, ...order };
		const path = ['agents', 'actions', 'bulk'];
		return await this.http.request({ method: 'POST', path, json, effect: 'once', rights: ['can_run_bulk'], answer: sentence, timeoutMs: TIMEOUT_MS });
	}
}
