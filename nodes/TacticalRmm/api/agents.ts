import * as z from 'zod/v4';
import { BadAnswerError, RefusedError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import {
	agentChecks,
	agentList,
	agentNames,
	agentRecord,
	agentTasks,
	agentVersions,
	type AgentCheck,
	type AgentName,
	type AgentRecord,
	type AgentRow,
	type AgentTask,
} from '../schemas/agents';
import { sentence } from '../schemas/common';
import { installer } from '../schemas/live';
import { pendingActionList } from '../schemas/records';
import { queryOf, type AgentFilter } from './agentFilter';

/** Measured with 10,000 agents: 10.5 MB in 9 s, more under load. */
const LIST_TIMEOUT_MS = 120_000;

/** What an installer is made for; all of it is required, because the server answers anything missing with a page. */
export interface InstallerRequest {
	method: 'manual' | 'powershell' | 'bash' | 'mac';
	client: number;
	site: number;
	agentType: 'server' | 'workstation';
	arch: 'amd64' | '386' | 'arm64' | 'arm';
	/** How long its token can be used. */
	expiresHours: number;
	/** Changes of settings on Windows that the installer makes. */
	power: boolean;
	rdp: boolean;
	ping: boolean;
}

/** Records of agents, and what belongs to them. Nothing in here waits for an agent; see {@link LiveApi}. */
export class AgentsApi {
	/** Asked once for as long as this client lives. */
	private mayList?: Promise<unknown>;
	/** Of agents that were read in this client's life, which is one execution: names that outputs tell are not requested again. */
	private readonly hostnames = new Map<string, string>();

	constructor(private readonly http: Http) {}

	/** Proves that a Tactical RMM API answers, that the key is good, and that its user may see agents. */
	async authenticate(): Promise<void> {
		const answer = z.looseObject({ trmm_version: z.string() });
		await this.http.request({ method: 'GET', path: ['core', 'dashinfo'], effect: 'read', answer, provesAddress: true });
		await this.requireRight();
	}

	/**
	 * Nothing, where the key's user may list agents. A role that may not is refused in the same words as one for which an agent is out of
	 * sight; of a client that does not exist, everybody who may list at all gets an empty list.
	 * @throws ForbiddenError
	 */
	async requireRight(): Promise<void> {
		const query = { detail: false, client: 0 };
		this.mayList ??= this.http.request({ method: 'GET', path: ['agents'], query, effect: 'read', rights: ['can_list_agents'], answer: agentNames });
		await this.mayList;
	}

	/** Agents with their status, about 1 KB each. */
	async list(filter: AgentFilter = {}): Promise<AgentRow[]> {
		const agents = await this.http.request({ method: 'GET', path: ['agents'], query: queryOf(filter), effect: 'read', rights: ['can_list_agents'], answer: agentList, ...wholeList });
		for (const { agent_id: id, hostname } of agents) this.hostnames.set(id, hostname);
		return agents;
	}

	/** Agents in short: ids, host name, client and site, 0.13 KB each and much quicker; no status. */
	async names(filter: AgentFilter = {}): Promise<AgentName[]> {
		const query = { ...queryOf(filter), detail: false };
		const agents = await this.http.request({ method: 'GET', path: ['agents'], query, effect: 'read', rights: ['can_list_agents'], answer: agentNames, ...wholeList });
		for (const { agent_id: id, hostname } of agents) this.hostnames.set(id, hostname);
		return agents;
	}

	/** The newest version of the agent that the server knows; the agents' own are in their list. @throws BadAnswerError where it knows none */
	async newestVersion(): Promise<string> {
		const path = ['agents', 'versions'];
		const { versions } = await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_agents'], answer: agentVersions, ...wholeList });
		if (versions[0]) return versions[0];
		throw new BadAnswerError('Tactical RMM does not know the newest version of its agent', { method: 'GET', path: '/agents/versions/' }, 200, 'The server reads it from the internet.');
	}

	/** One agent whole: services, disks, policies, about 15 KB. */
	async get(agentId: string): Promise<AgentRecord> {
		const agent = await this.http.request({ method: 'GET', path: ['agents', agentId], effect: 'read', rights: ['can_list_agents'], answer: agentRecord });
		this.hostnames.set(agentId, agent.hostname);
		return agent;
	}

	/** Remembers a name that another answer had. */
	note(agentId: string, hostname: string): void {
		this.hostnames.set(agentId, hostname);
	}

	/** The name of an agent, where it was read already. */
	knownName(agentId: string): string | undefined {
		return this.hostnames.get(agentId);
	}

	/** The name of an agent that is known already, or is read now. */
	async hostname(agentId: string): Promise<string> {
		return this.hostnames.get(agentId) ?? (await this.get(agentId)).hostname;
	}

	/** One that may have been deleted, or moved to where the key may not see it: undefined then. */
	async find(agentId: string): Promise<AgentRecord | undefined> {
		try {
			return await this.get(agentId);
		} catch (error) {
			if (error instanceof RefusedError && (error.status === 404 || error.status === 403)) return undefined;
			throw error;
		}
	}

	/** Writes these columns and no other. The server silently drops names that it does not know, so the callers' are fixed. */
	async update(agentId: string, values: Readonly<Record<string, unknown>>): Promise<void> {
		await this.http.request({ method: 'PUT', path: ['agents', agentId], json: values, effect: 'idempotent', rights: ['can_edit_agent'], answer: sentence });
	}

	/**
	 * Uninstalls. The record goes at once, and with it the way to the agent, also if that is offline and keeps running.
	 * Sent once: a second time it would find nothing and be a failure.
	 */
	async delete(agentId: string): Promise<string> {
		return await this.http.request({ method: 'DELETE', path: ['agents', agentId], effect: 'once', rights: ['can_uninstall_agents'], answer: sentence });
	}

	/** With what came of them last, which only this route has. */
	async checks(agentId: string): Promise<AgentCheck[]> {
		return await this.http.request({ method: 'GET', path: ['agents', agentId, 'checks'], effect: 'read', rights: ['can_list_checks'], answer: agentChecks, ...wholeList });
	}

	/** With what came of them last, which only this route has. */
	async tasks(agentId: string): Promise<AgentTask[]> {
		return await this.http.request({ method: 'GET', path: ['agents', agentId, 'tasks'], effect: 'read', rights: ['can_list_autotasks'], answer: agentTasks, ...wholeList });
	}

	async pendingActions(agentId: string) {
		return await this.http.request({ method: 'GET', path: ['agents', agentId, 'pendingactions'], effect: 'read', rights: ['can_list_pendingactions'], answer: pendingActionList });
	}

	/** Maintenance of all agents of a client or site. @returns the server's sentence, with how many there are */
	async setMaintenance(of: 'Client' | 'Site', id: number, action: boolean): Promise<string> {
		const json = { type: of, id, action };
		return await this.http.request({ method: 'POST', path: ['agents', 'maintenance', 'bulk'], json, effect: 'once', rights: ['can_edit_agent'], answer: sentence });
	}

	/** Has the agent software brought up to date. Agents that are up to date already are silently left out by the server. */
	async updateSoftware(agentIds: readonly string[]): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['agents', 'update'], json: { agent_ids: agentIds }, effect: 'once', rights: ['can_update_agents'], answer: sentence });
	}

	/** A command or script that installs an agent, with a token of its own in it. Every call makes a new token. */
	async installer({ method, client, site, agentType, arch, expiresHours, ...windows }: InstallerRequest) {
		return await this.http.request({
			method: 'POST',
			path: ['agents', 'installer'],
			json: {
				installMethod: method,
				client,
				site,
				expires: expiresHours,
				agenttype: agentType,
				power: Number(windows.power),
				rdp: Number(windows.rdp),
				ping: Number(windows.ping),
				goarch: arch,
				// Where the new agent will find the server: the address that we use ourselves.
				api: this.http.url.origin,
				fileName: 'rmm-installer',
				plat: method === 'bash' ? 'linux' : method === 'mac' ? 'darwin' : 'windows',
			},
			effect: 'once',
			rights: ['can_install_agents'],
			answer: installer,
			orText: true,
			isSecret: true,
		});
	}
}

const wholeList = { limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS };
