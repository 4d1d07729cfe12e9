import { choice, optionalText, when } from '../../../shared/fields';
import { InputError } from '../../../shared/errors';
import { fleetDevice, weakestOf, type FleetDevice } from '../../../shared/fleet/fleetDevice';
import { matchedInTurns } from '../../../shared/fleet/match';
import { eachInTurns } from '../../../shared/fleet/turns';
import { CONFIDENCE, type FleetPart, type FleetRecord, type Group } from '../../../shared/fleet/types';
import type { FleetClient, PartRead } from '../../client';
import { questionOf, reading } from '../../fields';
import { operation } from '../../operation';

/** As a source, the items of the workflow. */
const ITEMS = 'items';

const fields = {
	against: choice({
		displayName: 'Match With',
		default: 'systems',
		options: [
			{ name: 'Each Other', value: 'items', description: "The input items with each other, by their 'List'" },
			{ name: 'Systems', value: 'systems', description: 'The devices of the chosen systems' },
		],
	}),
	list: when({ against: ['items'] }, optionalText({ displayName: 'List', placeholder: 'e.g. {{ $json.source }}', description: 'Which list the item belongs to. Items of different lists are matched; items of the same list are not.' })),
	name: optionalText({ displayName: 'Name', placeholder: 'e.g. {{ $json.hostname }}', description: 'Host name, with or without its domain' }),
	mac: optionalText({ displayName: 'MAC Address', placeholder: 'e.g. {{ $json.mac }}', description: 'In any notation. Separate several with commas.' }),
	ip: optionalText({ displayName: 'IP Address', placeholder: 'e.g. {{ $json.ip }}', description: 'Separate several with commas' }),
	serialNumber: optionalText({ displayName: 'Serial Number', placeholder: 'e.g. {{ $json.serial }}' }),
};

const inSystems = Object.fromEntries(Object.entries(reading).map(([name, field]) => [name, 'shownWhen' in field && field.shownWhen ? field : when({ against: ['systems'] }, field as never)])) as unknown as typeof reading;

interface ItemRead {
	item: number;
	json: object;
	fields: { against: string; list?: string; name: string; mac: string; ip: string; serialNumber: string };
}

/** An input item as a record: nobody knows whether what it stands for is online. */
function toRecord({ item, fields: { name, mac, ip, serialNumber } }: ItemRead, source: string): FleetRecord {
	const severalIn = (text: string) => text.split(/[,;\s]+/).filter(Boolean);
	const device = { source, id: String(item), name: name.trim() || null, online: null, lastSeen: null, ip: severalIn(ip)[0] ?? null, mac: severalIn(mac)[0] ?? null, os: null, version: null, group: null };
	return { device, names: device.name === null ? [] : [device.name], ips: severalIn(ip), macs: severalIn(mac), serial: serialNumber };
}

export interface Matched {
	/** Of the device; of the item where there is no device. */
	name: string | null;
	/** `unknown` where a system could not be read whole: what seems to be only here may be there. */
	match: 'matched' | 'onlyHere' | 'onlyThere' | 'ambiguous' | 'unknown';
	/** The systems that have the device; none where there is no device. */
	systems: readonly string[];
	online: boolean | null;
	matchedBy: FleetDevice['matchedBy'];
	confidence: number | null;
	/** The input item; null for a device that no item stands for. */
	item: object | null;
	/** null for an item that no system has. */
	device: object | null;
	candidates: FleetDevice['unclear'];
}

async function withSystems(client: FleetClient, items: readonly ItemRead[]): Promise<Array<{ item: number; json: Matched }>> {
	const question = questionOf(items[0]!.fields);
	const parts = await client.parts(question);
	const mine: FleetPart = { source: ITEMS, rowsAre: 'agents', records: items.map((each) => toRecord(each, ITEMS)) };
	const groups = await matchedInTurns([mine, ...parts], { now: Date.now(), pairs: question.pairs });
	return await resultsOf(groups, items, parts, question.systems);
}

async function resultsOf(groups: readonly Group[], items: readonly ItemRead[], parts: readonly PartRead[], asked: readonly string[]): Promise<Array<{ item: number; json: Matched }>> {
	const isWhole = parts.every((part) => part.isWhole);
	const whole = new Set(parts.filter((part) => part.isWhole).map(({ source }) => source));
	const byItem = new Map(items.map((each) => [String(each.item), each]));
	// What no item stands for comes behind all of them.
	const last = items.at(-1)!.item;
	const now = Date.now();
	const results = await eachInTurns(groups, (group): Array<{ item: number; json: Matched }> => {
		const own = group.records.filter(({ device }) => device.source === ITEMS);
		const others = group.records.filter(({ device }) => device.source !== ITEMS);
		if (own.length === 0 && others.every(({ isArchived }) => isArchived)) return [];
		const { matchedBy, confidence, unclear, ...device } = fleetDevice(others.length > 0 ? { ...group, records: others } : group, { systems: asked, whole, now });
		const between = group.links.filter((link) => link.between.includes(ITEMS));
		const shown = others.length > 0 ? { systems: device.systems, online: device.online } : { systems: [], online: null };
		const found = others.length > 0 ? { ...device, matchedBy, confidence, unclear: unclear.filter(({ system }) => system !== ITEMS) } : null;
		const candidates = unclear.filter(({ system }) => own.length > 0 || system === ITEMS);
		const by = weakestOf(between);
		if (own.length === 0) return [{ item: last, json: { name: device.name, match: candidates.length > 0 ? 'ambiguous' : 'onlyThere', ...shown, matchedBy: null, confidence: null, item: null, device: found, candidates } }];
		const match = found ? 'matched' : candidates.length > 0 ? 'ambiguous' : isWhole ? 'onlyHere' : 'unknown';
		return own.map(({ device: { id, name } }) => ({ item: Number(id), json: { name: (found && device.name) ?? name, match, ...shown, matchedBy: by, confidence: by && CONFIDENCE[by], item: byItem.get(id)!.json, device: found, candidates: found ? [] : candidates } }));
	});
	return results.flat().sort((a, b) => Number(a.json.item === null) - Number(b.json.item === null) || a.item - b.item);
}

async function withEachOther(items: readonly ItemRead[]): Promise<Array<{ item: number; json: object }>> {
	const lists = Map.groupBy(items, ({ fields: { list = '' } }) => list.trim());
	if (lists.size < 2) throw new InputError("All items belong to the same 'List'", "Enter an expression that differs between the lists, such as {{ $json.source }}: items of different lists are matched.");
	const parts = [...lists].map(([list, those]): FleetPart => ({ source: list, rowsAre: 'agents', records: those.map((each) => toRecord(each, list)) }));
	const byItem = new Map(items.map((each) => [String(each.item), each]));
	const jsonOf = ({ device }: FleetRecord) => byItem.get(device.id)!.json;
	const groups = await matchedInTurns(parts, { now: Date.now() });
	const results = await eachInTurns(groups, (group) => {
		const matchedBy = weakestOf(group.links);
		const own = new Set(group.records.map(({ device }) => device.source));
		const candidates = group.doubts.map(({ source, by, value, candidates: those }) => ({ list: source, by, value, items: those.map(jsonOf) }));
		const match = group.records.length > 1 ? 'matched' : candidates.length > 0 ? 'ambiguous' : 'onlyHere';
		const item = Math.min(...group.records.map(({ device }) => Number(device.id)));
		const name = group.records.find(({ device }) => device.name !== null)?.device.name ?? null;
		return { item, json: { name, match, matchedBy, confidence: matchedBy && CONFIDENCE[matchedBy], lists: [...own], missingFrom: [...lists.keys()].filter((list) => !own.has(list)), items: group.records.map(jsonOf), candidates } };
	});
	return results.sort((a, b) => a.item - b.item);
}

export const matchItems = operation({
	name: 'Match Items',
	value: 'matchItems',
	action: 'Match items with devices',
	description: 'Find the input items, such as an asset list, among the devices of the chosen systems, or with each other: matched, only here, only there, or ambiguous',
	effect: 'read',
	notice: 'All items are matched at once. Settings for all of them, such as the systems, are taken from the first item.',
	fields: { ...fields, ...inSystems },
	together: async ({ client, items }) => {
		if (items.length === 0) return [];
		const all = items as unknown as readonly ItemRead[];
		return all[0]!.fields.against === 'items' ? await withEachOther(all) : await withSystems(client, all);
	},
	run: async () => await Promise.reject(new Error('All items are matched together')),
});
