import { done, hiddenFailure, type Answer, type Json } from '../answers';
import { bound, isTracked, sourceOf, SqlError, trackedFields, type Column, type DeviceRow, type Value } from '../columns';
import { normaliseMac } from '../mac';
import { boolean, model, nullable, string } from '../models';
import { post, type Routes } from '../routing';
import type { Server } from '../server';
import { stamp } from '../time';

const text = nullable(string());

/** The keys that the server types; every other key is accepted as it is. */
const device = model(
	{},
	{
		devName: text, devOwner: text, devType: text, devVendor: text, devGroup: text, devLocation: text, devComments: text,
		createNew: boolean,
	},
);

/** What an update writes every time, in the order of its statement, and what where the key is left out, null or empty. */
const written: [Column, Value][] = [
	['devName', ''], ['devOwner', ''], ['devType', ''], ['devVendor', ''], ['devIcon', ''], ['devFavorite', 0], ['devGroup', ''],
	['devLocation', ''], ['devComments', ''], ['devParentMAC', ''], ['devParentPort', ''], ['devSSID', ''], ['devSite', ''],
	['devStaticIP', 0], ['devScan', 0], ['devAlertEvents', 0], ['devAlertDown', 0], ['devCanSleep', 0], ['devParentRelType', 'default'],
	['devReqNicsOnline', 0], ['devSkipRepeated', 0], ['devIsNew', 0], ['devIsArchived', 0], ['devCustomProps', ''], ['devVlan', ''],
	['devForceStatus', 'dont_force'],
];

/** POST /device/<mac> replaces the whole device; each refusal hides behind 200. */
export const deviceEditRoutes: Routes = (server) => [
	post('/device/:mac', device, ({ params, body }) => {
		const mac = normaliseMac(params.mac ?? '');
		try {
			return body.createNew ? create(server, mac, body) : replace(server, mac, body);
		} catch (error) {
			if (error instanceof SqlError) return hiddenFailure(error.message);
			throw error;
		}
	}),
];

function valuesOf(body: Json): Partial<DeviceRow> {
	return Object.fromEntries(written.map(([column, empty], index) => [column, bound(filled(body[column]) ?? empty, index + 1)]));
}

/** What Python takes for true; an empty list is as good as nothing. */
function filled(value: unknown): unknown {
	const isEmpty = !value || (typeof value === 'object' && Object.keys(value).length === 0);
	return isEmpty ? undefined : value;
}

/** Nothing is said of an unknown MAC. */
function replace({ database }: Server, mac: string, body: Json): Answer {
	if (typeof body.devParentMAC === 'string' && normaliseMac(body.devParentMAC) === mac) {
		return hiddenFailure('Can\'t set current node as the node parent.');
	}
	const values = valuesOf(body);
	const before = database.device(mac);
	const changed = before ? withLocks(before, values, body) : values;
	database.update(mac, changed);
	return done;
}

/**
 * A lock keeps a field only where the body names it; one left out is emptied while its source stays LOCKED. devParentMAC is
 * overwritten locked or not. A tracked field that changes, unlocked, becomes the user's.
 */
function withLocks(before: DeviceRow, values: Partial<DeviceRow>, body: Json): Partial<DeviceRow> {
	const after = { ...values };
	for (const [column] of written) {
		if (!isTracked(column) || !(column in body)) continue;
		const source = sourceOf(column);
		if (before[source] !== 'LOCKED') {
			if (String(before[column] ?? '') !== String(values[column])) after[source] = 'USER';
		} else if (column !== 'devParentMAC') {
			after[column] = before[column];
		}
	}
	return after;
}

/** Tells no more than success: what was made must be read back. The MAC may be any text. */
function create(server: Server, mac: string, body: Json): Answer {
	const { database } = server;
	const created = stamp(server.now());
	const values = valuesOf(body);
	const given = (column: Column, otherwise: string) => bound(filled(body[column]) ?? otherwise, 1);
	const row: Partial<DeviceRow> & { devMac: string } = {
		...values,
		devMac: mac,
		devGUID: given('devGUID', database.random.uuid()),
		devLastIP: given('devLastIP', ''),
		devFirstConnection: given('devFirstConnection', created),
		devLastConnection: given('devLastConnection', created),
		devSourcePlugin: given('devSourcePlugin', 'DUMMY'),
	};
	const named = trackedFields.filter((field) => field === 'devMac' || (body[field] && row[field] !== undefined));
	database.insert({ ...row, ...Object.fromEntries(named.map((field) => [sourceOf(field), 'NEWDEV'])) });
	return done;
}
