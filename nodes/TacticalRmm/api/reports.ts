import { ForbiddenError, RefusedError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { anything } from '../schemas/common';
import { queriedUpdates, reportOutput, reportTemplateList, reportTemplateRecord, type QueriedUpdate, type ReportTemplate } from '../schemas/reports';
import { RecordsApi } from './records';

export type ReportFormat = 'html' | 'pdf' | 'plaintext';

/** What a report is about: ids of client and site are numbers, that of an agent its agent_id; anything else is text for the template. */
export type ReportVariables = Readonly<Record<string, unknown>>;

/** How a report is mailed. */
export interface ReportMail {
	recipients: readonly string[];
	subject?: string;
	body?: string;
	attachmentName?: string;
}

/** A report goes through the database, and a PDF through a renderer. */
const RUN_TIMEOUT_MS = 180_000;
const LONGEST_REPORT = 64_000_000;

/** Reports: templates that are filled in from the server's database. */
export class ReportsApi {
	readonly templates: RecordsApi<ReportTemplate>;
	/** Once refused, it is not requested again. */
	private mayQuery = true;

	constructor(private readonly http: Http) {
		this.templates = new RecordsApi(http, { what: 'report template', path: ['reporting', 'templates'], rights: { read: 'can_view_reports', write: 'can_manage_reports' }, list: reportTemplateList, one: reportTemplateRecord });
	}

	/** Both fields are always sent: the server fails without one. It leaves a row in the history of reports. @returns text, or the bytes of a PDF */
	async run(id: number, format: ReportFormat, dependencies: ReportVariables): Promise<string | Buffer> {
		const path = ['reporting', 'templates', id, 'run'];
		return await this.http.request({
			method: 'POST',
			path,
			json: { format, dependencies },
			effect: 'once',
			rights: ['can_view_reports'],
			answer: reportOutput,
			orFile: 'application/pdf',
			limit: LONGEST_REPORT,
			timeoutMs: RUN_TIMEOUT_MS,
		});
	}

	/** Has the server make a report and mail it; it answers the same where no mail can go out. */
	async email(id: number, format: ReportFormat, dependencies: ReportVariables, { recipients, subject, body, attachmentName }: ReportMail): Promise<void> {
		const settings = { ...(subject && { subject }), ...(body && { body }), ...(attachmentName && { attachment_name: attachmentName, attachment_extension: format === 'plaintext' ? 'txt' : format }) };
		const json = { format, dependencies, email_recipients: recipients, email_settings: settings };
		await this.http.request({ method: 'POST', path: ['reporting', 'templates', id, 'email'], json, effect: 'once', rights: ['can_view_reports'], answer: anything, orText: true, timeoutMs: RUN_TIMEOUT_MS });
	}

	/**
	 * Windows updates of all agents that the key may see, with one query; it changes nothing, and leaves nothing behind.
	 * @param filter by the columns of the database
	 * @returns undefined where the key may not, or this server has no such query: then they are to be asked for agent by agent
	 */
	async windowsUpdates(filter: Readonly<Record<string, number | boolean>>): Promise<QueriedUpdate[] | undefined> {
		if (!this.mayQuery) return undefined;
		const source = { model: 'winupdate', only: ['kb', 'title', 'severity', 'categories', 'installed', 'downloaded', 'action', 'result', 'agent__agent_id', 'agent__hostname'], filter, json: true };
		// Variables are YAML, which takes JSON.
		const json = { template_md: '{{data_sources.updates}}', type: 'html', template_variables: JSON.stringify({ data_sources: { updates: source } }), dependencies: {}, format: 'plaintext' };
		const path = ['reporting', 'templates', 'preview'];
		try {
			return await this.http.request({ method: 'POST', path, json, effect: 'read', rights: ['can_manage_reports'], answer: queriedUpdates, limit: COMPLETE_LIST, timeoutMs: RUN_TIMEOUT_MS });
		} catch (error) {
			if (!isNoQuery(error)) throw error;
			this.mayQuery = false;
			return undefined;
		}
	}
}

/** The key may not, or another version has no such route or no such column. */
function isNoQuery(error: unknown): boolean {
	if (error instanceof ForbiddenError) return true;
	return error instanceof RefusedError && (error.status === 404 || error.status === 405 || error.message.startsWith('Cannot resolve keyword'));
}
