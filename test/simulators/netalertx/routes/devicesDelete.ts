import { json } from '../answers';
import { macKey, normaliseMac } from '../mac';
import { boolean, macsOrWildcards, model } from '../models';
import { remove, type Routes } from '../routing';

const doomed = model({}, { macs: macsOrWildcards, confirm_delete_all: boolean }, ({ macs, confirm_delete_all: all }) => {
	const some = Array.isArray(macs) && macs.length > 0;
	return some || all ? undefined : 'Must provide at least one MAC or set confirm_delete_all=True';
});

/** Deletions of many devices, all at once and without asking. */
export const devicesDeleteRoutes: Routes = ({ database }) => [
	/** The confirmation wins over the list: with it every device goes. */
	remove('/devices', doomed, ({ body }) => {
		if (body.confirm_delete_all) {
			database.deleteWhere(() => true);
			return json({ deleted: 'all', success: true });
		}
		const wanted = (body.macs as string[]).map((mac) => (mac.endsWith('*') ? macKey(mac.slice(0, -1)) : normaliseMac(mac)));
		const count = database.deleteWhere(({ devMac }) => wanted.some((mac) => isMeant(macKey(devMac), mac)));
		return json({ deleted_count: count, success: true });
	}),
	remove('/devices/empty-macs', undefined, () => {
		return json({ deleted: database.deleteWhere(({ devMac }) => devMac === ''), success: true });
	}),
	/** Every freshly scanned device has one of these names. */
	remove('/devices/unknown', undefined, () => {
		const nameless = ['(unknown)', '(name not found)'];
		return json({ deleted: database.deleteWhere(({ devName }) => nameless.includes(String(devName))), success: true });
	}),
];

/** A wildcard was cut to its three octets and their colon. */
function isMeant(mac: string, wanted: string): boolean {
	return wanted.endsWith(':') ? mac.startsWith(wanted) : mac === wanted;
}
