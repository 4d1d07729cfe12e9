import { deviceNotFound, done, failure, hiddenFailure, json } from '../answers';
import { columns, SqlError, updatableColumns, type Column } from '../columns';
import type { StoredDevice } from '../database';
import { isMac, macKey, normaliseMac } from '../mac';
import { mac, macOrIp, model, nullable, oneOf, scalar, string } from '../models';
import { get, post, remove, type Routes } from '../routing';
import type { Server } from '../server';
import { stamp } from '../time';
import { details } from '../view';

/** GET /device/<mac> takes the table's rowid as well. */
function findDevice({ database }: Server, key: string): StoredDevice | undefined {
	return database.find(key) ?? database.stored().find(({ rowid }) => String(rowid) === key);
}

/** GET /device/new: a template that has no row, and so none of what a row or the view would add. */
function template(server: Server): Record<string, unknown> {
	const now = stamp(server.now());
	const kept = columns.filter((column) => !/Source$|^devPrimaryIP/.test(column));
	const numbers: readonly Column[] = [
		'devFavorite', 'devStaticIP', 'devScan', 'devLogEvents', 'devAlertEvents', 'devAlertDown', 'devSkipRepeated', 'devPresentLastScan',
		'devIsArchived', 'devReqNicsOnline', 'devCanSleep',
	];
	return {
		...Object.fromEntries(kept.map((column) => [column, numbers.includes(column) ? 0 : ''])),
		devIsNew: 1, devFirstConnection: now, devLastConnection: now, devForceStatus: 'dont_force', devParentRelType: 'default',
		devSyncHubNode: server.settings.SYNC_node_name, devStatus: 'Unknown', devIsRandomMAC: false, devIsSleeping: 0,
		devSessions: 0, devEvents: 0, devDownAlerts: 0, devPresenceHours: 0,
	};
}

/** One device: read, columns, alias, delete, copy, ports. None of these routes but the last two knows another form of the MAC. */
export const deviceRoutes: Routes = (server) => {
	const { database } = server;
	return [
		get('/device/:mac', ({ params: { mac: key = '' }, query }) => {
			if (key === 'new') return json(template(server));
			const device = findDevice(server, key);
			return device ? json(details(server, device, server.now(), query.period)) : deviceNotFound;
		}),
		post(
			'/device/:mac/update-column',
			model({ columnName: oneOf(updatableColumns), columnValue: nullable(scalar) }),
			({ params: { mac: key = '' }, body }) => {
				const value = typeof body.columnValue === 'boolean' ? Number(body.columnValue) : body.columnValue;
				// Locks are ignored and the source stays what it was: a plugin may overwrite the value again.
				return database.update(key, { [body.columnName as string]: value }) ? done : failure(404, 'Device not found');
			},
		),
		post('/device/:mac/set-alias', model({ alias: string({ min: 1, max: 128 }) }), ({ params: { mac: key = '' }, body }) =>
			database.update(key, { devName: body.alias as string }) ? done : hiddenFailure('Device not found'),
		),
		post('/device/:mac/reset-props', undefined, ({ params: { mac: key = '' } }) => {
			database.update(key, { devCustomProps: String(server.settings.NEWDEV_devCustomProps) });
			return done;
		}),
		remove('/device/:mac/delete', undefined, ({ params: { mac: key = '' } }) => {
			if (database.delete(key)) forgetParent(server, key);
			return done;
		}),
		remove('/device/:mac/events/delete', undefined, ({ params: { mac: key = '' } }) => {
			database.deleteEvents(({ eveMac }) => macKey(eveMac) === macKey(key));
			return done;
		}),
		post('/device/copy', model({ macFrom: mac, macTo: mac }), ({ body }) => copy(server, String(body.macFrom), String(body.macTo))),
		post('/device/open_ports', model({ target: macOrIp }), ({ body: { target } }) => {
			const byMac = isMac(String(target)) ? normaliseMac(String(target)) : macOfAddress(server, String(target));
			const found = server.openPorts[byMac ?? ''];
			if (found) return json({ open_ports: found, success: true, target });
			const advice = 'Run a scan with the \'run_nmap_scan\' tool (or /nettools/nmap).';
			return failure(404, `No stored open ports for ${target}. ${advice}`);
		}),
	];
};

function macOfAddress({ database }: Server, address: string): string | undefined {
	const found = database.devices().find(({ devLastIP }) => devLastIP === address);
	return found && macKey(found.devMac);
}

/** Children of a deleted device have no parent any more. */
function forgetParent({ database }: Server, mac: string): void {
	for (const { devMac, devParentMAC } of database.devices()) {
		if (macKey(devParentMAC) === macKey(mac)) database.update(String(devMac), { devParentMAC: '' });
	}
}

/**
 * The target goes first, then the copy of the source takes its place: measured on the real server, an unknown source thus deletes
 * the target and still succeeds. Neither MAC is normalised, every column is copied, the GUID too.
 */
function copy({ database }: Server, from: string, to: string) {
	const source = database.device(from);
	const copied = source && { ...source, devMac: to };
	try {
		database.delete(to);
		if (copied) database.insert(copied);
		return json({ message: `Device copied from ${from} to ${to}`, success: true });
	} catch (error) {
		if (error instanceof SqlError) return hiddenFailure(error.message);
		throw error;
	}
}
