import { failure, json } from '../answers';
import { isTracked, sourceOf, SqlError, trackedFields, type TrackedField } from '../columns';
import { macKey, normaliseMac } from '../mac';
import { boolean, list, model, nullable, string, textOrTexts } from '../models';
import { post, type Routes } from '../routing';

/** Locks of fields. Both routes normalise the MAC, and neither minds one that no device has. */
export const deviceFieldRoutes: Routes = ({ database }) => [
	post('/device/:mac/field/lock', model({ fieldName: string() }, { lock: boolean }), ({ params, body }) => {
		const fieldName = String(body.fieldName);
		// Left out it unlocks; the text "false" is validated as a boolean and then used as it is, which is true.
		const locked = body.lock ?? false;
		if (fieldName === '') return failure(400, 'fieldName is required');
		const verb = locked ? 'locked' : 'unlocked';
		if (!isTracked(fieldName)) {
			return json({ error: `Field '${fieldName}' cannot be ${verb}`, fieldName, locked, success: false }, 400);
		}
		try {
			database.update(normaliseMac(params.mac ?? ''), { [sourceOf(fieldName)]: locked ? 'LOCKED' : '' });
		} catch (error) {
			return json({ error: wordsOf(error), fieldName, locked, success: false }, 400);
		}
		return json({ error: null, fieldName, locked, message: `Field ${fieldName} ${verb}`, success: true });
	}),

	/** A MAC that is left out, null or empty means EVERY device, and no fields mean all ten. */
	post(
		'/devices/fields/unlock',
		model({}, { mac: nullable(textOrTexts), fields: nullable(list(string())), clearAll: boolean }),
		({ body }) => {
			const asked = (body.fields ?? []) as string[];
			const unknown = asked.filter((field) => !isTracked(field));
			if (unknown.length > 0) {
				return json({ devicesAffected: 0, error: `Invalid fields: ${unknown.join(', ')}`, fieldsAffected: [], success: false });
			}
			const fields = asked.length > 0 ? (asked as TrackedField[]) : [...trackedFields];
			const macs = [body.mac ?? []].flat().filter((mac) => mac !== '').map((mac) => normaliseMac(String(mac)));
			const devices = database.devices().filter(({ devMac }) => macs.length === 0 || macs.includes(macKey(devMac)));
			try {
				for (const row of devices) {
					const freed = fields.map(sourceOf).filter((source) => body.clearAll || row[source] === 'LOCKED' || row[source] === 'USER');
					database.update(String(row.devMac), Object.fromEntries(freed.map((source) => [source, ''])));
				}
			} catch (error) {
				return json({ devicesAffected: 0, error: wordsOf(error), fieldsAffected: [], success: false });
			}
			return json({ devicesAffected: devices.length, error: null, fieldsAffected: fields, success: true });
		},
	),
];

/** These two routes say what the database said; most others hide it behind a general 500. */
function wordsOf(error: unknown): string {
	if (error instanceof SqlError) return error.message;
	throw error;
}
