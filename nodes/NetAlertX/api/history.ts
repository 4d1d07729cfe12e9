import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sizeOf } from '../../shared/http/rows';
import { historyPage, type HistoryRecord } from '../schemas';

/** Which part of the audit log is requested. */
export interface HistoryFilter {
	/** NetAlertX's internal ID of a device; of all devices where it is left out. */
	guid?: string;
	/** A column of the table of devices. */
	column?: string;
	/** A plugin, or another word for who it was. */
	changedBy?: string;
}

/** More than that at once is not known to be answered. */
const PAGE = 1000;
/** Measured at 1.2 s for a page of a small log; the log of a large network is long. */
const TIMEOUT_MS = 60_000;

const QUERY =
	'query History($guid: String, $column: String, $by: String, $page: PageQueryOptionsInput) { deviceHistoryGrouped(devGUID: $guid, changedColumn: $column, changedBy: $by, options: $page)' +
	' { count history { devGUID timestamp changedBy changes { changedColumn oldValue newValue } } } }';

/** The audit log of devices, which only GraphQL reads. */
export class HistoryApi {
	constructor(private readonly http: Http) {}

	/** The newest first. @param most rows; each has one change or several of the same moment */
	async changes({ guid, column, changedBy }: HistoryFilter, most: number): Promise<HistoryRecord[]> {
		const found = new Map<string, HistoryRecord>();
		let seen = 0;
		for (let page = 1; found.size < most; page++) {
			const variables = { guid, column, by: changedBy, page: { page, limit: Math.min(most, PAGE) } };
			const { data } = await this.http.request({
				method: 'POST',
				path: ['graphql'],
				json: { query: QUERY, variables },
				effect: 'read',
				answer: historyPage,
				limit: COMPLETE_LIST,
				timeoutMs: TIMEOUT_MS,
			});
			const { history, count } = data.deviceHistoryGrouped;
			// What is written meanwhile moves the pages on: no row counts twice.
			for (const row of history) found.set(`${row.devGUID} ${row.timestamp} ${row.changedBy}`, row);
			seen += sizeOf(history);
			if (sizeOf(history) === 0 || seen >= count) break;
		}
		return [...found.values()].slice(0, most);
	}
}
