import type { EventRow, NetAlertX } from '../simulators/netalertx';
import type { Exchange } from './support/exchange';

/** What an exchange presupposes; most need no entry, because the lab's state is enough. */
export interface Circumstances {
	/** Exchanges that came before it. */
	after?: string[];
	/** The state in which it was recorded, as far as it is not the lab's. */
	given?: (simulator: NetAlertX) => void;
	/** What of the answer must be the recorded value itself, not only of its shape: the lab's history is the recorded one. */
	exactly?: (body: unknown) => unknown;
	/** What the recording could not keep of the request. */
	sent?: Partial<Exchange['request']>;
}

const phone = 'b8:27:eb:14:00:14';
const empty: Circumstances = { given: ({ database }) => database.deleteWhere(() => true) };
const locked: Circumstances = { given: ({ database }) => (database.locked = true) };
const whole: Circumstances = { exactly: (body) => body };
/** Recorded before the lab's last scan, while the access point was up. */
const accessPointIsUp: Circumstances = {
	given: ({ network }) => {
		network.comeBack('3c:22:fb:10:00:03');
		network.scan();
	},
};
const nameIsLocked: Circumstances = { given: ({ database }) => database.patch(phone, { devNameSource: 'LOCKED' }) };

export const circumstances: Record<string, Circumstances> = {
	'devices-list.empty': empty,
	'devices-by-status.empty': empty,
	'devices-totals.empty': empty,
	'devices-latest.404': empty,
	'devices-favorite.404': empty,
	'devices-export-csv.empty': empty,
	'devices-export-json.empty': empty,
	'devices-totals': whole,
	'devices-totals-named': whole,
	'device-open-ports': whole,
	'events-last': {
		exactly: (body) => (body as { events: EventRow[] }).events.map(({ eveEventType, eveMac, eveIp }) => [eveEventType, eveMac, eveIp]),
	},
	'device-update.200-db-locked': locked,
	'device-update-column.500-db-locked': locked,
	'device-create.200-duplicate': { after: ['device-create'] },
	'device-create-readback': { after: ['device-create'] },
	'device-update': nameIsLocked,
	'device-update-column': nameIsLocked,
	'device-set-alias.locked': nameIsLocked,
	'device-update.locked-parent': {
		given: ({ database }) => database.patch(phone, { devParentMACSource: 'LOCKED', devVendorSource: 'LOCKED' }),
	},
	'device-update.numeric-name-readback': { after: ['device-update.numeric-name'] },
	'device-field-unlock': { after: ['device-field-lock'] },
	'events-recent.after-create': { after: ['events-create', 'events-create.defaults'] },
	'events-list-by-mac': accessPointIsUp,
	'events-list-by-mac.uppercase': accessPointIsUp,
	'messaging-in-app-unread': { after: ['auth-check.403'] },
	'device-update-column.415-multipart': {
		sent: {
			rawBody: '--x--\r\n',
			headers: { Authorization: 'Bearer <API_TOKEN>', 'Content-Type': 'multipart/form-data; boundary=x' },
		},
	},
};

/** Why an exchange is not replayed, by the start of its name. What is neither replayed nor named here fails the suite. */
export const notSimulated: Record<string, string> = {
	dbquery: 'runs any SQL on the server: the package does not offer it, and the simulator has no such route',
	'graphql-app-events': 'the package asks GraphQL for the history of devices only',
	'graphql-devices': 'the package asks GraphQL for the history of devices only',
	'graphql-events': 'the package asks GraphQL for the history of devices only',
	'graphql-get': 'a page for people',
	'graphql-lang': 'texts of the user interface',
	'graphql-plugins': 'the package asks GraphQL for the history of devices only',
	'graphql-settings': 'secrets: the package never asks for them',
	'graphql.': 'errors of GraphQL itself, with queries that the package does not send',
	mcp: 'a protocol for language models: the package does not use it',
	sse: 'carries no device data: the package polls',
	webhook: 'sent by the server, not answered by it',
	'sessions-by-mac': 'the same as the list, in the zone of the server',
	'sessions-calendar': 'for a page',
	'sessions-create': 'the next scan drops it: the package does not offer it',
	'sessions-delete': 'the next scan brings them back: the package does not offer it',
	'sessions-list.with-created': 'holds one that was made by hand',
	'sessions-session-events': 'rows without names of their columns, for a page',
	'sessions-totals': 'for a page',
	'logs-clean': 'server maintenance: the package does not offer it',
	'history-delete': 'server maintenance: the package does not offer it',
	sync: 'between NetAlertX servers',
	'devices-import': 'wipes the table before it reads: the package does not offer it',
	'devices-history': 'filters of the audit log, which only GraphQL reads',
	'nettools-internetinfo': 'asks a service on the internet',
	'docs-get': 'documentation page',
	'openapi-get': 'documentation file',
	languages: 'texts of the user interface',
	plugins: 'figures of the user interface',
};

export function reasonNotSimulated(name: string): string | undefined {
	return Object.entries(notSimulated).find(([start]) => name.startsWith(start))?.[1];
}
