import { BadAnswerError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { OTHER_VERSION, unexpected, type Misfit } from '../../shared/http/reading';
import { leftOutOf } from '../../shared/http/rows';
import { sentence } from '../schemas/common';
import { auditPage, debugEntries, pendingActionList, type AuditEntry, type DebugEntry, type PendingActionRecord } from '../schemas/records';

/** What the server selects entries of the audit log by; what is left out selects nothing. */
export interface AuditFilter {
	/** Ids (agent_id). */
	agentFilter?: readonly string[];
	/** Numeric ids. */
	clientFilter?: readonly number[];
	/** Names. */
	userFilter?: readonly string[];
	actionFilter?: readonly string[];
	objectFilter?: readonly string[];
	/** Whole days back. */
	timeFilter?: number;
}

/** What the server selects entries of the debug log by. */
export interface DebugFilter {
	logLevelFilter?: string;
	logTypeFilter?: string;
	/** Id (agent_id). */
	agentFilter?: string;
}

const PAGE_SIZE = 200;
const LIST_TIMEOUT_MS = 60_000;
/** The server asks an agent to forget a planned reboot for 10 s. */
const CANCEL_TIMEOUT_MS = 25_000;

/** What the server notes of itself, and what is planned. Filters are in the body: these read, although they are a PATCH. */
export class LogsApi {
	constructor(private readonly http: Http) {}

	/**
	 * Entries of the audit log, newest first, page by page. The server repeats its last page for any beyond it, and entries move on while others
	 * are added: the total tells the end, and each entry comes once.
	 * @param most how many at most
	 */
	async audit(filter: AuditFilter, most: number): Promise<AuditEntry[]> {
		const found = new Map<number, AuditEntry>();
		let misfit: Misfit | undefined;
		const rowsPerPage = Math.min(most, PAGE_SIZE);
		for (let page = 1, total = Infinity; found.size < most && (page - 1) * rowsPerPage < total; page++) {
			const json = { ...filter, pagination: { rowsPerPage, page, sortBy: 'entry_time', descending: true } };
			const answer = await this.http.request({ method: 'PATCH', path: ['logs', 'audit'], json, effect: 'read', rights: ['can_view_auditlogs'], answer: auditPage, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
			for (const entry of answer.audit_logs) found.set(entry.id, entry);
			misfit ??= leftOutOf(answer.audit_logs).first;
			({ total } = answer);
		}
		if (found.size === 0 && misfit) throw new BadAnswerError(unexpected('Tactical RMM', misfit), { method: 'PATCH', path: '/logs/audit/' }, 200, OTHER_VERSION);
		return [...found.values()].slice(0, most);
	}

	/** The newest 1,000 at most. */
	async debug(filter: DebugFilter): Promise<DebugEntry[]> {
		return await this.http.request({ method: 'PATCH', path: ['logs', 'debug'], json: filter, effect: 'read', rights: ['can_view_debuglogs'], answer: debugEntries, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** Pending actions of all agents, completed ones too: the server has no filter for them. */
	async pendingActions(): Promise<PendingActionRecord[]> {
		return await this.http.request({ method: 'GET', path: ['logs', 'pendingactions'], effect: 'read', rights: ['can_list_pendingactions'], answer: pendingActionList, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** Sent once: a second time it would find nothing and be a failure. */
	async cancelPendingAction(id: number): Promise<string> {
		return await this.http.request({ method: 'DELETE', path: ['logs', 'pendingactions', id], effect: 'once', rights: ['can_manage_pendingactions'], answer: sentence, timeoutMs: CANCEL_TIMEOUT_MS });
	}
}
