import { choices, json, text, type Field, type Labels } from '../../../shared/fields';
import { InputError } from '../../../shared/errors';
import { compared, type Comparable } from '../../../shared/fleet/compare';
import { eachInTurns, passingInTurns } from '../../../shared/fleet/turns';
import { isRecord } from '../../../shared/isRecord';
import { operation } from '../../operation';
import { systems } from '../../systems';

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

/** A device of Get Many, as it is or as it was stored. @throws InputError */
function toComparable(entry: unknown, list: string): Comparable {
	// As `$('Get Many').all()` gives them.
	const device = isRecord(entry) && isRecord(entry.json) ? entry.json : entry;
	if (!isRecord(device) || typeof device.id !== 'string') throw new InputError(`'${list}' contains something that is not a device of the fleet`, "Each entry must come from 'Get Many' of Device Fleet.");
	const own = systems.map(({ source }) => device[source]);
	const others = Array.isArray(device.otherRecords) ? (device.otherRecords as unknown[]) : [];
	const records = [...own, ...others].filter(isRecord).map(({ source, id }) => `${String(source)}:${String(id)}`);
	return {
		name: typeof device.name === 'string' ? device.name : null,
		online: typeof device.online === 'boolean' ? device.online : null,
		systems: textsIn(device.systems),
		ips: textsIn(device.ips),
		macs: textsIn(device.macs),
		id: device.id,
		records: [...new Set([device.id, ...records])],
		whole: device,
	};
}

/** What an expression gives as a rule: n8n's editor for JSON marks one that is empty as wrong before anything was entered. */
const list = (labels: Labels): Field<unknown> => ({ ...json(labels), properties: text({ ...labels, rows: 3 }).properties });

async function listOf(entered: unknown, name: string): Promise<Comparable[]> {
	if (!Array.isArray(entered)) throw new InputError(`'${name}' is not a list`, `Enter an expression that returns the devices, such as {{ $('Get Many').all() }}, or JSON text of a list.`);
	return await eachInTurns(entered as unknown[], (each) => toComparable(each, name));
}

/** Systems that the list was read without: no device is in them, and of none is it said that it is missing there. */
async function unreadIn(list: readonly Comparable[]): Promise<ReadonlySet<string>> {
	const known = new Set<string>();
	let isTold = list.length > 0;
	await eachInTurns(list, ({ systems: own, whole }) => {
		const missing = (whole as { missingFrom?: unknown }).missingFrom;
		isTold &&= Array.isArray(missing);
		for (const source of [...own, ...textsIn(missing)]) known.add(source);
	});
	if (!isTold) return new Set();
	return new Set(systems.map(({ source }) => source).filter((source) => !known.has(source)));
}

/** As far as they could be found again: a device that only an unread system had is not gone, and no other lost its place there. */
async function readAgain(list: readonly Comparable[], unread: ReadonlySet<string>): Promise<readonly Comparable[]> {
	if (unread.size === 0) return list;
	const all = await eachInTurns(list, (device) => {
		const left = device.systems.filter((system) => !unread.has(system));
		return left.length === 0 && device.systems.length > 0 ? [] : [{ ...device, systems: left }];
	});
	return all.flat();
}

export const compare = operation({
	name: 'Compare',
	value: 'compare',
	action: 'Compare two device lists',
	description: "Compare an earlier list of devices, such as yesterday's, with a later one: added, gone and changed devices",
	effect: 'read',
	notice: "Both lists must come from 'Get Many' with the same systems. Run this for one item: every item compares again.",
	fields: {
		earlier: list({ displayName: 'Earlier List', placeholder: "e.g. {{ $('Yesterday').all() }}", description: 'Devices of the fleet as they were' }),
		later: list({ displayName: 'Later List', placeholder: "e.g. {{ $('Get Many').all() }}", description: 'Devices of the fleet as they are' }),
		show: choices({
			displayName: 'Show',
			default: ['added', 'changed', 'gone'],
			options: [
				{ name: 'Added', value: 'added' },
				{ name: 'Changed', value: 'changed', description: 'Name, state, systems or addresses' },
				{ name: 'Gone', value: 'gone' },
			],
		}),
	},
	run: async ({ fields }) => {
		const later = await listOf(fields.later, 'Later List');
		const earlier = await readAgain(await listOf(fields.earlier, 'Earlier List'), await unreadIn(later));
		return await passingInTurns(await compared(earlier, later), ({ change }) => fields.show.includes(change));
	},
});
