import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { serviceList, windowsService, type ServiceRecord } from '../schemas/services';

/** The three that the server knows: any other word it hands to the agent unchecked, and says that the service was stopped. */
export type ServiceAction = 'start' | 'stop' | 'restart';

/** Measured: the server waits 10 s for a list and 32 s for an action. */
const LIST_TIMEOUT_MS = 20_000;
const ACTION_TIMEOUT_MS = 45_000;

/** Windows services, read and changed on the agent itself. */
export class ServicesApi {
	constructor(private readonly http: Http) {}

	async list(agentId: string): Promise<ServiceRecord[]> {
		const path = ['services', agentId];
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_manage_winsvcs'], answer: serviceList, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** @param name the short name, such as `Spooler` */
	async get(agentId: string, name: string): Promise<ServiceRecord> {
		const path = ['services', agentId, name];
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_manage_winsvcs'], answer: windowsService, timeoutMs: LIST_TIMEOUT_MS });
	}

	async act(agentId: string, name: string, action: ServiceAction): Promise<string> {
		const path = ['services', agentId, name];
		const json = { sv_action: action };
		return await this.http.request({ method: 'POST', path, json, effect: 'once', rights: ['can_manage_winsvcs'], answer: sentence, timeoutMs: ACTION_TIMEOUT_MS });
	}
}
