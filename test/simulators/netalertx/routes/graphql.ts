import { json, page, type Answer, type Json } from '../answers';
import { model } from '../models';
import { post, type Routes } from '../routing';
import type { Server } from '../server';

/** GraphQL, as far as the package asks it: the audit log of devices. Errors are texts in a 200. */
export const graphqlRoutes: Routes = (server) => [
	post('/graphql', model({}), ({ body: { query, variables } }) => {
		if (typeof query !== 'string') return page(500, 'Internal Server Error', 'The server encountered an internal error.');
		const asked = argumentsOf(query, (variables ?? {}) as Json);
		if (!asked) return json({ errors: [`Cannot query field on type 'Query'.`] });
		return json({ data: { deviceHistoryGrouped: history(server, asked) } });
	}),
];

interface Asked {
	devGUID?: string | null;
	changedColumn?: string | null;
	changedBy?: string | null;
	options?: { page?: number; limit?: number } | null;
}

/** `deviceHistoryGrouped(devGUID: $guid, changedColumn: "devName", options: {page: 1, limit: 2})` */
function argumentsOf(query: string, variables: Json): Asked | undefined {
	const [, list] = /deviceHistoryGrouped\(((?:[^(){}]|\{[^}]*\})*)\)/.exec(query) ?? [];
	if (list === undefined) return undefined;
	const found = [...list.matchAll(/(\w+)\s*:\s*(\$\w+|"[^"]*"|\{[^}]*\})/g)].map(([, name, value]) => [name!, valueOf(value!, variables)]);
	return Object.fromEntries(found) as Asked;
}

function valueOf(value: string, variables: Json): unknown {
	if (value.startsWith('$')) return variables[value.slice(1)];
	return JSON.parse(value.replace(/(\w+)\s*:/g, '"$1":')) as unknown;
}

/** Newest first. Without an ID of a device, or with an empty one, those of all devices; without page and limit, all rows. */
function history({ history: all }: Server, { devGUID, changedColumn, changedBy, options }: Asked): Answer['body'] {
	const found = all
		.filter((row) => (!devGUID || row.devGUID === devGUID) && (!changedBy || row.changedBy === changedBy))
		.map((row) => ({ ...row, changes: row.changes.filter((change) => !changedColumn || change.changedColumn === changedColumn) }))
		.filter(({ changes }) => changes.length > 0);
	const { page: number, limit } = options ?? {};
	const shown = number && limit ? found.slice((number - 1) * limit, number * limit) : found;
	return { count: found.length, history: shown };
}
