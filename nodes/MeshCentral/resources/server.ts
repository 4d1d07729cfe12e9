import { checkConnection } from '../../shared/checkConnection';
import { InputError } from '../../shared/errors';
import { choice, dateTime, text, when } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { userLocator } from '../locator';
import { operation } from '../operation';
import { OF_OPERATIONS, rightsFor } from '../rights';
import { isoTime } from './times';

const OF_TIME = { report: ['sessions', 'traffic', 'logins'] };

const getInfo = operation({
	name: 'Get Info',
	value: 'getInfo',
	action: 'Get server info',
	description: "Retrieve the server's name, domain, ports, time and features",
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) => await client.serverInfo(),
});

const check = {
	...checkConnection<MeshCentralClient>('MeshCentral', async (client) => ({ product: 'MeshCentral', ...(await client.connection(OF_OPERATIONS)) })),
	rights: [],
};

const broadcast = operation({
	name: 'Broadcast Message',
	value: 'broadcast',
	action: 'Broadcast message to users',
	description: "Show a message to all users who have MeshCentral's web page open (no read receipt)",
	effect: 'once',
	rights: rightsFor('users'),
	fields: {
		message: text({ displayName: 'Message', placeholder: 'e.g. Maintenance begins at 18:00', longest: 512 }),
		audience: choice({
			displayName: 'To',
			default: 'all',
			options: [
				{ name: 'All Users', value: 'all' },
				{ name: 'One User', value: 'user' },
			],
		}),
		userId: when({ audience: ['user'] }, userLocator),
	},
	run: async ({ client, fields }) => {
		const { message, userId } = fields;
		await client.accounts.broadcast(message, userId);
		return { sent: true, confirmed: false, reason: 'MeshCentral answers "ok" even if nobody sees it.', userId: userId ?? null };
	},
});

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;

const getReport = operation({
	name: 'Get Report',
	value: 'getReport',
	action: 'Get server report',
	description: "Retrieve the server's statistics: remote sessions, traffic, sign-ins, or records in its database",
	effect: 'read',
	rights: rightsFor('users'),
	fields: {
		report: choice({
			displayName: 'Report',
			default: 'sessions',
			options: [
				{ name: 'Database', value: 'db', description: 'Number of records of each type' },
				{ name: 'Remote Sessions', value: 'sessions', description: 'Finished sessions, with their duration' },
				{ name: 'Sign-Ins', value: 'logins', description: 'On the web page, successful and failed' },
				{ name: 'Traffic', value: 'traffic', description: 'Data sent and received by users' },
			],
		}),
		from: when(OF_TIME, dateTime({ displayName: 'From', description: `Leave empty for the last ${USUAL_DAYS} days` })),
		to: when(OF_TIME, dateTime({ displayName: 'To', description: 'Leave empty for now' })),
	},
	run: async ({ client, fields }) => {
		const to = fields.to ?? client.serverNow();
		const from = fields.from ?? new Date(to.getTime() - USUAL_DAYS * DAY_MS);
		if (from >= to) throw new InputError("'From' must be before 'To'", 'Nothing was sent.');
		const entries = await client.accounts.report({ type: fields.report, from, to });
		return entries.map((entry) => withTime(entry));
	},
});

/** Times are ms since the epoch there. */
function withTime(entry: object): object {
	const { time } = entry as { time?: unknown };
	return typeof time === 'number' ? { ...entry, time: isoTime(time) } : entry;
}

export const server: Resource<MeshCentralClient> = { name: 'Server', value: 'server', operations: [getInfo, check, broadcast, getReport] };
