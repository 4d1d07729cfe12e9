import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { chocoPackages } from '../schemas/records';
import { softwareOfAll, softwareOrNever, type Program } from '../schemas/software';

/** How an uninstall is run on the agent. */
export interface Uninstall {
	name: string;
	command: string;
	/** Seconds. */
	timeout: number;
	runAsUser: boolean;
}

/** What the server waits for an agent (measured): 15 s for a new list, 2 s for an install. */
const AGENT_TIMEOUT_MS = 30_000;
const LIST_TIMEOUT_MS = 60_000;

/** Software on agents, as of its last scan. */
export class SoftwareApi {
	constructor(private readonly http: Http) {}

	/** Programs of an agent; undefined where it was never scanned. */
	async ofAgent(agentId: string): Promise<Program[] | undefined> {
		const found = await this.http.request({ method: 'GET', path: ['software', agentId], effect: 'read', rights: ['can_list_software'], answer: softwareOrNever, limit: COMPLETE_LIST });
		return Array.isArray(found) ? undefined : found.software;
	}

	/** Programs of all agents that were ever scanned, by the agents' numeric ids. */
	async ofAll(): Promise<Array<{ agent: number; software: Program[] }>> {
		return await this.http.request({ method: 'GET', path: ['software'], effect: 'read', rights: ['can_list_software'], answer: softwareOfAll, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** Packages that Chocolatey has, some 10,000; any key may ask. */
	async packages() {
		return await this.http.request({ method: 'GET', path: ['software', 'chocos'], effect: 'read', answer: chocoPackages, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** Has the agent look again, and waits for it. */
	async refresh(agentId: string): Promise<string> {
		return await this.http.request({ method: 'PUT', path: ['software', agentId], effect: 'idempotent', rights: ['can_manage_software'], answer: sentence, timeoutMs: AGENT_TIMEOUT_MS });
	}

	/** Installs a Chocolatey package; a pending action shows the result later. */
	async install(agentId: string, name: string): Promise<string> {
		const path = ['software', agentId];
		return await this.http.request({ method: 'POST', path, json: { name }, effect: 'once', rights: ['can_manage_software'], answer: sentence, timeoutMs: AGENT_TIMEOUT_MS });
	}

	/** Has a command run that uninstalls a program; nothing waits for it. All fields are required by the server. */
	async uninstall(agentId: string, { name, command, timeout, runAsUser }: Uninstall): Promise<string> {
		const json = { name, command, timeout, run_as_user: runAsUser };
		return await this.http.request({ method: 'POST', path: ['software', agentId, 'uninstall'], json, effect: 'once', rights: ['can_manage_software', 'can_send_cmd'], answer: sentence });
	}
}
