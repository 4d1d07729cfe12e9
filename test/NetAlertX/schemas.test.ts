import type { ZodType } from 'zod/v4';
import { toDevice } from '../../nodes/NetAlertX/device';
import * as answers from '../../nodes/NetAlertX/schemas';
import { isRefusal, recorded, recordings } from '../support/recordings';

/** For every route that the client uses, what it expects there. The first that matches counts. */
const routes: Array<[route: RegExp, schema: ZodType]> = [
	[/^GET \/auth$/, answers.authenticated],
	[/^GET \/device\/new$/, answers.deviceTemplate],
	[/^GET \/device\/[^/]+$/, answers.deviceRecord],
	[/^GET \/devices$/, answers.wrappedDeviceList],
	[/^GET \/devices\/by-status$/, answers.deviceList],
	[/^POST \/devices\/search$/, answers.wrappedDeviceList],
	[/^GET \/devices\/totals\/named$/, answers.totals],
	[/^POST \/devices\/fields\/unlock$/, answers.fieldsUnlocked],
	[/^POST \/device\/copy$/, answers.done],
	[/^POST \/device\/[^/]+\/field\/lock$/, answers.fieldLock],
	[/^POST \/device\/[^/]+(\/update-column|\/set-alias|\/reset-props)?$/, answers.done],
	[/^DELETE \/device\/[^/]+\/(events\/)?delete$/, answers.done],
	[/^GET \/events(\/\d+)?$/, answers.eventList],
	[/^POST \/events\/create\/[^/]+$/, answers.message],
	[/^POST \/nettools\/(wakeonlan|trigger-scan)$/, answers.message],
	[/^POST \/nettools\/(traceroute|nslookup|nmap)$/, answers.toolOutput],
];

/** Answers to requests that the client never makes. */
const neverAsked = new Set([
	'device-field-lock.string-false', // `lock` as text; the client sends booleans only
	'device-open-ports', // a route of its own, although its path looks like a device's
	'device-open-ports.by-ip',
]);

const answered = [...recordings].flatMap(([name, exchange]) => {
	const route = `${exchange.request.method} ${exchange.request.path}`;
	const schema = routes.find(([pattern]) => pattern.test(route))?.[1];
	return schema && !isRefusal(exchange) && !neverAsked.has(name) ? [{ name, route, schema, body: exchange.response.body }] : [];
});

describe('every recorded answer that the client may get fits what it expects', () => {
	it.each(answered)('$name', ({ schema, body }) => {
		expect(schema.safeParse(body).error?.issues ?? []).toEqual([]);
	});

	it.each(routes.map(([pattern]) => [pattern]))('%s was recorded at least once', (pattern) => {
		expect(answered.filter(({ route }) => pattern.test(route))).not.toEqual([]);
	});
});

describe('R5 events of a server before 26.4.6', () => {
	const { events } = recorded('events-list') as { events: Array<Record<string, unknown>> };
	const spelled: Record<string, string> = {
		eveMac: 'eve_MAC',
		eveIp: 'eve_IP',
		eveDateTime: 'eve_DateTime',
		eveEventType: 'eve_EventType',
		eveAdditionalInfo: 'eve_AdditionalInfo',
		evePendingAlertEmail: 'eve_PendingAlertEmail',
		evePairEventRowid: 'eve_PairEventRowid',
	};
	const asBefore = (event: object) => Object.fromEntries(Object.entries(event).map(([name, value]) => [spelled[name] ?? name, value as unknown]));

	it('have the names of today', () => {
		const old = events.map(asBefore);
		expect(Object.keys(old[0]!)).toContain('eve_MAC');
		expect(answers.eventList.parse({ success: true, events: old })).toEqual({ success: true, events });
	});

	it.each([null, 'text', { success: true, events: 'none' }, { success: false, events: [] }])('%j is no list of events all the same', (answer) => {
		expect(answers.eventList.safeParse(answer).success).toBe(false);
	});
});

describe('fields that the nodes do not know', () => {
	it('of a device are kept', () => {
		const device = recorded('device-get') as object;
		const parsed = answers.deviceRecord.parse({ ...device, devFutureColumn: [1] });
		expect(parsed).toMatchObject({ devFutureColumn: [1], devChildrenDynamic: expect.any(Array) });
	});

	it('of an event are kept', () => {
		const list = recorded('events-list') as { events: object[] };
		const [event] = answers.eventList.parse({ ...list, events: [{ ...list.events[0], eveNew: 'x' }] }).events;
		expect(event).toHaveProperty('eveNew', 'x');
	});
});

describe('a missing field that the nodes use is refused', () => {
	it.each<[string, ZodType, string, string[]]>([
		['a device', answers.deviceRecord, 'device-get', ['devMac']],
		['a device list', answers.wrappedDeviceList, 'devices-list', ['success', 'devices']],
		['an event list', answers.eventList, 'events-list', ['success', 'events']],
		['a lock', answers.fieldLock, 'device-field-lock', ['success', 'fieldName', 'locked']],
		['an unlock of many', answers.fieldsUnlocked, 'devices-fields-unlock', ['success', 'devicesAffected', 'fieldsAffected']],
		['the totals', answers.totals, 'devices-totals-named', ['success', 'totals']],
		["a tool's output", answers.toolOutput, 'nettools-nslookup', ['success', 'output']],
		['the check of the token', answers.authenticated, 'auth-check', ['success', 'message']],
	])('of %s', (_, schema, name, fields) => {
		for (const field of fields) {
			const { [field]: left, ...others } = recorded(name) as Record<string, unknown>;
			expect(left).toBeDefined();
			expect(schema.safeParse(others).error?.issues[0]?.path).toEqual([field]);
		}
	});

	it('and so is text in the place of a lock', () => {
		expect(answers.fieldLock.safeParse({ ...(recorded('device-field-lock') as object), locked: 'yes' }).success).toBe(false);
	});
});

describe('a field of a device that does not fit is unknown', () => {
	const device = answers.deviceRecord.parse(recorded('device-get'));

	it.each(['devName', 'devLastIP', 'devGroup', 'devLastConnection', 'devPresentLastScan'])('%s', (field) => {
		expect(answers.deviceRecord.parse({ ...device, [field]: {} })).toEqual({ ...device, [field]: null });
		expect(answers.deviceRecord.parse({ ...device, [field]: undefined })).toEqual({ ...device, [field]: null });
	});

	it('so that nothing is concluded from a status that is text', () => {
		expect(toDevice(answers.deviceRecord.parse({ ...device, devPresentLastScan: 'yes' })).online).toBeNull();
	});
});

it('N1 a device without a MAC address is left out of every list, and the others are there', () => {
	const { devices, ...rest } = recorded('devices-list') as { devices: object[] };
	const odd = { ...devices[0], devMac: '' };
	expect(answers.wrappedDeviceList.parse({ ...rest, devices: [odd, ...devices] }).devices).toEqual(answers.wrappedDeviceList.parse({ ...rest, devices }).devices);
	expect(answers.deviceList.parse([odd, devices[0]])).toEqual(answers.deviceList.parse([devices[0]]));
});

it('text that the server has made a number is text again', () => {
	const { devName, devGroup, devOwner } = answers.deviceRecord.parse(recorded('device-update.numeric-name-readback'));
	expect({ devName, devGroup, devOwner }).toEqual({ devName: '42', devGroup: '7', devOwner: '1000' });
});
