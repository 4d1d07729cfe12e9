import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { windowsUpdateList, type WindowsUpdateRecord } from '../schemas/windowsUpdates';

export type UpdateAction = 'approve' | 'ignore' | 'inherit' | 'nothing';

/** Windows updates of agents. What is sent to an agent is only sent: 200 is answered for an agent that is offline, too. */
export class WindowsUpdatesApi {
	constructor(private readonly http: Http) {}

	/** As of the agent's last scan. */
	async list(agentId: string): Promise<WindowsUpdateRecord[]> {
		return await this.http.request({ method: 'GET', path: ['winupdate', agentId], effect: 'read', rights: ['can_manage_winupdates'], answer: windowsUpdateList, limit: COMPLETE_LIST });
	}

	async scan(agentId: string): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['winupdate', agentId, 'scan'], effect: 'once', rights: ['can_manage_winupdates'], answer: sentence });
	}

	/** Has what is approved installed, after the server has approved what the patch policy says. */
	async install(agentId: string): Promise<string> {
		return await this.http.request({ method: 'POST', path: ['winupdate', agentId, 'install'], effect: 'once', rights: ['can_manage_winupdates'], answer: sentence });
	}

	async setAction(id: number, action: UpdateAction): Promise<string> {
		return await this.http.request({ method: 'PUT', path: ['winupdate', id], json: { action }, effect: 'idempotent', rights: ['can_manage_winupdates'], answer: sentence });
	}
}
