import * as z from 'zod/v4';
import { BadAnswerError } from '../../shared/errors';
import { withFields } from '../../shared/http/record';
import { lastPart } from '../device';
import { deviceList, type DeviceRecord } from '../schemas';
import { CUT_AT, CutOffError } from './answers';
import { commands, type WrapperCommand } from './commands';
import { isNamed, literal, partsBy } from './pieces';
import type { Wrapper } from './wrapper';

const LIST_TIMEOUT_MS = 60_000;

const listing = commands.listdevices;
/** A line a device: of these, five times as many fit into an answer. */
const brief: WrapperCommand = { ...listing, parameters: { ...listing.parameters, csv: 'flag' }, answer: /^("[^]*|None)$/ };

/** Which devices: of a group, and with names that fit all conditions of pieces.ts, or another term of meshctrl's filter. */
export interface Scope {
	/** Full id of the group. */
	group?: string;
	terms?: readonly string[];
}

/** Answers end at 64 KiB: so much of it is reckoned with, as devices are of different lengths. */
const FILLED = 55_000;
/** Ids that fit into the address of a request. */
const MOST_IDS = 90;
/** How many more parts than it would take if all were of the same size. */
const SPARE = 1.3;
const MOST_PARTS = 48;

/**
 * The devices of a scope, however many there are. A long list comes in pieces: first all ids, in lines of which many fit into an answer, and
 * counted against what the server counts; then the devices by these ids.
 * @param enough so many are enough, whichever
 * @throws BadAnswerError where it cannot be had whole
 */
export async function listDevices(wrapper: Wrapper, scope: Scope = {}, enough = Infinity): Promise<DeviceRecord[]> {
	const { isWhole, devices: first } = await listOrSample(wrapper, scope);
	if (isWhole || first.length >= enough) return first;
	const known = await listBriefly(wrapper, scope, first);
	const size = Math.max(1, Math.min(MOST_IDS, Math.floor((first.length * FILLED) / CUT_AT)));
	const pieces = inPiecesOf(size, known.map(({ _id }) => _id));
	const found = (await Promise.all(pieces.map(async (ids) => await byIds(wrapper, ids)))).flat();
	// A device that was moved away meanwhile is no longer of the group.
	return found.filter(({ meshid }) => scope.group === undefined || meshid === scope.group);
}

/** The devices of a scope in one answer, or those that came before it was cut off. */
export async function listOrSample(wrapper: Wrapper, scope: Scope = {}): Promise<{ isWhole: boolean; devices: DeviceRecord[] }> {
	try {
		return { isWhole: true, devices: await read(wrapper, queryOf(scope)) };
	} catch (error) {
		if (!(error instanceof CutOffError)) throw error;
		return { isWhole: false, devices: beginningOf(error.text) };
	}
}

/** For a drop-down over a long list: little of each device, found by the server in names, groups and addresses; host names it does not look at. */
export async function searchDevices(wrapper: Wrapper, text: string, sample: readonly DeviceRecord[]): Promise<DeviceRecord[]> {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return await listBriefly(wrapper, {}, sample);
	const brief = [literal(wanted), ...(IS_PLAIN.test(wanted) ? [`group:${wanted}`] : [])].map(async (term) => await listBriefly(wrapper, { terms: [term] }, sample));
	const byAddress = IS_ADDRESS.test(wanted) ? [listDevices(wrapper, { terms: [`ip:${wanted}`] })] : [];
	const found = (await Promise.all([...brief, ...byAddress])).flat();
	return [...new Map(found.map((device) => [device._id, device])).values()];
}

/** What a filter takes as it is, and what can be part of an address. */
const IS_PLAIN = /^[\w.@-]+( [\w.@-]+)*$/;
const IS_ADDRESS = /^[0-9a-f.:]+$/;

/**
 * The devices of a scope with little of each: ids, name, group, whether it is connected.
 * @param sample some devices, of whose ids the first parts are those of all
 */
async function listBriefly(wrapper: Wrapper, scope: Scope, sample: readonly DeviceRecord[]): Promise<DeviceRecord[]> {
	const prefixes = { node: sample[0]?._id.replace(LAST_PART, '') ?? 'node//', mesh: sample[0]?.meshid.replace(LAST_PART, '') ?? 'mesh//' };
	for (let attempt = 1; ; attempt++) {
		const rows = new Map<string, Row>();
		const expected = await countDevices(wrapper, scope);
		await collect(wrapper, scope, rows, expected);
		// Devices come and go while it is read.
		if (rows.size === expected || rows.size === (await countDevices(wrapper, scope))) return [...rows.values()].map((row) => toRecord(row, prefixes, scope));
		if (attempt === ATTEMPTS) throw wrapper.incomplete(listing, `The list of devices kept changing while it was read in pieces: ${rows.size} of ${expected} were found`);
	}
}

const ATTEMPTS = 3;
const LAST_PART = /[^/]*$/;

/** How many devices there are in a scope, by the server's own count. */
export async function countDevices(wrapper: Wrapper, scope: Scope = {}): Promise<number> {
	return await wrapper.read(listing, z.number(), { ...queryOf(scope), count: true }, { timeoutMs: LIST_TIMEOUT_MS });
}

async function read(wrapper: Wrapper, query: object): Promise<DeviceRecord[]> {
	return (await wrapper.read(listing, deviceList, { ...query }, { timeoutMs: LIST_TIMEOUT_MS })).map(withGroup);
}

function queryOf({ group, terms = [] }: Scope): { id?: string; filter?: string } {
	return { ...(group !== undefined && { id: group }), ...(terms.length > 0 && { filter: terms.join(' and ') }) };
}

/** A device as a line has it; quotation marks are taken out of names there. */
interface Row {
	id: string;
	name: string;
	meshid: string;
	groupname: string;
	icon: number;
	conn: number;
	pwr: number;
}

async function collect(wrapper: Wrapper, scope: Scope, rows: Map<string, Row>, expected?: number): Promise<void> {
	const text = String(await wrapper.ask(brief, { ...queryOf(scope), csv: true }, { timeoutMs: LIST_TIMEOUT_MS }));
	const isWhole = Buffer.byteLength(text) < SURELY_WHOLE;
	const found = rowsOf(isWhole ? text : text.slice(0, text.lastIndexOf('\n')));
	for (const row of found) rows.set(row.id, row);
	if (isWhole) return;
	const names = found.map(({ name }) => name);
	const wanted = expected === undefined ? 2 : Math.max(2, Math.min(MOST_PARTS, Math.ceil((expected / Math.max(1, found.length)) * SPARE)));
	const terms = scope.terms ?? [];
	const parts = names.every((name) => terms.includes(isNamed(name))) ? undefined : partsBy(names, wanted);
	if (!parts) throw tooAlike(wrapper, names);
	await Promise.all(parts.map(async (part) => await collect(wrapper, { ...scope, terms: [...terms, part] }, rows)));
}

/** Line breaks at the end of what was cut off are lost; a list that is nearly as long is parted for nothing, and no harm is done. */
const SURELY_WHOLE = 65_000;

function tooAlike(wrapper: Wrapper, names: readonly string[]): BadAnswerError {
	return wrapper.incomplete(listing, `More than ${names.length} devices have the name "${names[0] ?? ''}", and the wrapper cuts its answers off at 64 KiB`);
}

const LINE = /^"([^"]*)","([^"]*)","([A-Za-z0-9@$]+)","([^"]*)",(\d+),(\d+),(\d+)$/gm;

function rowsOf(lines: string): Row[] {
	return [...lines.matchAll(LINE)].map(([, meshid = '', groupname = '', id = '', name = '', ...numbers]) => {
		const [icon = 0, conn = 0, pwr = 0] = numbers.map(Number);
		return { id, name, meshid, groupname, icon, conn, pwr };
	});
}

function toRecord({ id, name, meshid, groupname, icon, conn, pwr }: Row, prefixes: { node: string; mesh: string }, { group }: Scope): DeviceRecord {
	return { _id: `${prefixes.node}${id}`, name, icon, conn, pwr, meshid: group ?? `${prefixes.mesh}${meshid}`, groupname: groupname || null };
}

/** An answer that is longer than it was reckoned is requested in halves. */
async function byIds(wrapper: Wrapper, ids: readonly string[]): Promise<DeviceRecord[]> {
	try {
		return await read(wrapper, { filterid: ids.map(lastPart) });
	} catch (error) {
		if (!(error instanceof CutOffError) || ids.length < 2) throw error;
		const halves = inPiecesOf(Math.ceil(ids.length / 2), ids);
		return (await Promise.all(halves.map(async (half) => await byIds(wrapper, half)))).flat();
	}
}

function inPiecesOf<T>(size: number, all: readonly T[]): T[][] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** The devices that came whole before an answer was cut off. */
function beginningOf(text: string): DeviceRecord[] {
	const end = text.lastIndexOf('\n  },');
	if (end < 0) return [];
	try {
		return deviceList.parse(JSON.parse(`${text.slice(0, end)}\n  }\n]`)).map(withGroup);
	} catch {
		return [];
	}
}

/** Through some filters the list does not name the group of each device. */
function withGroup(device: z.infer<typeof deviceList>[number]): DeviceRecord {
	return withFields(device, { groupname: device.groupname ?? null });
}
