import { deviceNotFound, failure, json } from '../answers';
import { isMac } from '../mac';
import { integer, model, oneOf, string } from '../models';
import { get, post, type Routes } from '../routing';
import type { DeviceRow } from '../columns';
import type { Server } from '../server';
import { details, DevicesView, statusFilters, type ViewedDevice } from '../view';

const status = model({}, { status: oneOf(Object.keys(statusFilters)) });
const noneFound = failure(404, 'No devices found', 'No devices found');

/** Lists of devices. Those that come from the table are raw rows with nulls, those from the view have a status and no nulls. */
export const devicesRoutes: Routes = (server) => {
	const { database } = server;
	const view = () => new DevicesView(database, server.now()).all();
	const totals = () => countByStatus(view());
	return [
		get('/devices', () => json({ devices: database.devices(), success: true })),
		get('/devices/by-status', ({ query }) => json(byStatus(view(), query.status)), { query: status }),
		post('/devices/by-status', status, ({ body }) => json(byStatus(view(), body.status as string | undefined))),
		post(
			'/devices/search',
			model({ query: string({ min: 1, max: 256 }) }, { limit: integer({ min: 1, max: 500 }) }),
			({ body }) => search(server, String(body.query)),
		),
		get('/devices/totals', () => {
			const { devices, connected, favorites, new: fresh, down, archived } = totals();
			return json([devices, connected, favorites, fresh, down, archived]);
		}),
		get('/devices/totals/named', () => json({ success: true, totals: totals() })),
		get('/devices/favorite', () => {
			const favorites = database.devices().filter(({ devFavorite }) => devFavorite === 1);
			if (favorites.length > 0) return json([favorites]);
			return failure(404, 'No favorite devices found. Mark devices using `update_device_column`.', 'No devices found');
		}),
		get('/devices/latest', () => {
			const newest = database.devices().reduce<DeviceRow | undefined>((best, row) => (isNewer(row, best) ? row : best), undefined);
			return newest ? json([newest]) : noneFound;
		}),
		get('/devices/network/topology', () => json(topology(database.devices()))),
	];
};

function byStatus(devices: ViewedDevice[], wanted?: string): Record<string, unknown>[] {
	const isWanted = statusFilters[wanted ?? ''] ?? (() => true);
	return devices.filter(isWanted).map((device) => ({
		...device,
		id: device.devMac,
		title: device.devFavorite === 1 ? `<span class="text-yellow">&#9733</span>&nbsp;${device.devName}` : device.devName,
		favorite: device.devFavorite,
	}));
}

function countByStatus(devices: ViewedDevice[]) {
	const count = (word: string) => devices.filter(statusFilters[word] ?? (() => false)).length;
	return {
		devices: count('my'),
		connected: count('connected'),
		favorites: count('favorites'),
		new: count('new'),
		down: count('down'),
		archived: count('archived'),
	};
}

/** A whole MAC gives the one device with its details; other text is looked for in MAC, name and address. The limit is ignored. */
function search(server: Server, query: string) {
	const { database } = server;
	if (isMac(query) && query.toLowerCase() !== 'internet') {
		const device = database.find(query);
		return device ? json({ devices: [details(server, device, server.now())], success: true }) : deviceNotFound;
	}
	const pattern = like(query);
	const isFound = (row: DeviceRow) => [row.devMac, row.devName, row.devLastIP].some((cell) => pattern.test(String(cell)));
	const found = database.devices().filter(isFound);
	return found.length > 0 ? json({ devices: found, success: true }) : noneFound;
}

/** SQL's LIKE '%text%', whose wildcards in the text keep their meaning. */
function like(text: string): RegExp {
	const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
	return new RegExp(escaped.replaceAll('%', '.*').replaceAll('_', '.'), 'is');
}

function isNewer(row: DeviceRow, best: DeviceRow | undefined): boolean {
	return best === undefined || String(row.devFirstConnection) > String(best.devFirstConnection);
}

/** The source of a link need not be a node: the gateway's parent is `internet`. */
function topology(devices: DeviceRow[]) {
	const children = devices.filter(({ devParentMAC }) => devParentMAC);
	return {
		nodes: devices.map(({ devMac, devName, devVendor }) => ({ id: devMac, name: devName, vendor: devVendor })),
		links: children.map(({ devMac, devParentMAC, devParentPort }) => ({ source: devParentMAC, target: devMac, port: devParentPort })),
	};
}
