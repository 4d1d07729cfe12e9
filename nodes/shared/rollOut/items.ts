import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { CancelledError, InputError } from '../errors';
import { isRecord } from '../isRecord';
import { failureItem, successItems } from '../items';
import { tell } from '../nodeErrors';
import type { Operation, Run } from '../operation';
import { pause } from '../pause';
import type { Seen, System } from '../system';
import { toldOf, type Told } from './told';
import { runInWaves, type Result, type World } from './run';
import type { RollOutSettings } from './settings';

/** An item as it was read, or why it could not be. */
export type Read<C> = { run: Run<C, Operation<C>['fields']> } | { error: unknown };

/** Items that are to be rolled out, and what with. */
export interface ToRollOut<C> {
	system: System<C>;
	operation: Operation<C>;
	client: C;
	reads: ReadonlyArray<Read<C>>;
	settings: RollOutSettings;
	/** How many devices of a wave run at the same time. */
	atOnce: number;
	signal?: AbortSignal;
	/** The device that an item is about, as its field gives it. */
	deviceOf(run: Run<C, Operation<C>['fields']>): string | undefined;
	/** Does it, and names the operation's rights where one is missing. */
	named<T>(task: () => Promise<T>): Promise<T>;
	/** How failed items are written. */
	shape: { onErrorOutput: boolean; isTool: boolean };
}

/** What is said of an item in its output, under `rollOut`. */
export interface ItemOfRollOut {
	/** From 1; null for devices that were never started. */
	wave: number | null;
	outcome: 'done' | 'failed' | 'leftOut' | 'notStarted';
	/** Why it is not done. */
	reason: string | null;
}

/**
 * Does the operation for all items in waves, each device once.
 * @returns output items by input item, all of them, and what to tell of it
 * @throws InputError for items of which a roll-out makes no sense, before anything is sent; CancelledError with what was done
 */
export async function rollOutItems<C>(work: ToRollOut<C>): Promise<{ items: INodeExecutionData[][]; told: Told }> {
	const { members, twins } = membersOf(work);
	const names = new Map<string, string | null>();
	const results = await runInWaves(members.length, work.settings, worldOf(work, members, names));
	const told = toldOf(results, members, work.reads.length);
	const nameOf = await namingOf(work, members.filter((_, index) => results[index]!.outcome !== 'done'), names);
	if (work.signal?.aborted) throw new CancelledError(told.whole);
	const byItem = new Map(members.map(({ item }, index) => [item, results[index]!]));
	const items = work.reads.map((read, item) => {
		if ('error' in read) return [failed(work, item, { error: read.error, wave: null })];
		const id = work.deviceOf(read.run)!;
		const naming = { name: nameOf(id) ?? null, id };
		const twin = twins.get(item);
		if (twin !== undefined) return [notRun(item, naming, { wave: null, outcome: 'leftOut', reason: `Its device is the same as in item ${twin}, and runs once` })];
		return itemsOf(work, item, naming, byItem.get(item)!);
	});
	return { items, told };
}

/** The names of devices, which are read at the end where some of those that were not done have none: their rows are read one by one. */
async function namingOf<C>({ system, client, signal }: ToRollOut<C>, notDone: ReadonlyArray<Member<C>>, names: ReadonlyMap<string, string | null>) {
	const nameOf = (id: string) => names.get(id) ?? system.nameOf?.(client, id);
	if (!signal?.aborted && notDone.some(({ id }) => nameOf(id) === undefined)) {
		// Whatever goes wrong: what was done is worth more than the names, and anyone who is not told of it may do it again.
		await system.readNames?.(client).catch(() => undefined);
	}
	return nameOf;
}

/** A device of the roll-out, and the item that names it. */
interface Member<C> {
	item: number;
	id: string;
	run: Run<C, Operation<C>['fields']>;
}

/** The devices, each once, and the items that name one of them again, with the item that named it first. */
function membersOf<C>({ reads, system, operation, deviceOf }: ToRollOut<C>) {
	const members: Array<Member<C>> = [];
	const twins = new Map<number, number>();
	const byDevice = new Map<string, Member<C>>();
	reads.forEach((read, item) => {
		if ('error' in read) return;
		const id = deviceOf(read.run);
		if (id === undefined) throw new InputError(`'Roll-Out' needs a device in each item, but item ${item} has none`, 'Choose one, or remove Roll-Out from the options. Nothing was sent.');
		const key = system.sameDevice?.(id) ?? id;
		const first = byDevice.get(key);
		if (!first) {
			const member = { item, id, run: read.run };
			byDevice.set(key, member);
			members.push(member);
		} else if (isSameDeed(operation, first.run, read.run)) twins.set(item, first.item);
		else {
			throw new InputError(
				`Items ${first.item} and ${item} are for the same device, ${id}, but have different settings`,
				'A roll-out runs once for each device. Pass each device once, or use two nodes, one after the other. Nothing was sent.',
			);
		}
	});
	return { members, twins };
}

/** Whether both do the same, whichever way they name their device. */
function isSameDeed<C>({ fields }: Operation<C>, one: Run<C, Operation<C>['fields']>, other: Run<C, Operation<C>['fields']>): boolean {
	return Object.keys(fields).every((name) => fields[name]!.isDevice === true || isDeepStrictEqual(one.fields[name], other.fields[name]));
}

function worldOf<C>(work: ToRollOut<C>, members: ReadonlyArray<Member<C>>, names: Map<string, string | null>): World<object | readonly object[]> {
	const { operation, system, client, settings, signal, atOnce, named } = work;
	const { exitCode, online } = operation.rollsOut!;
	return {
		run: async (device) => {
			const { run } = members[device]!;
			const isSwitch = settings.failsOnExitCode && exitCode !== undefined && run.fields[exitCode] === false;
			return await named(async () => await operation.run(isSwitch ? { ...run, fields: { ...run.fields, [exitCode]: true } } : run));
		},
		areOnline: async (devices) => {
			const asked = devices.filter((device) => (typeof online === 'function' ? online(members[device]!.run) : online !== false));
			const seen: ReadonlyMap<string, Seen> = asked.length > 0 ? await named(async () => await system.look!(client, asked.map((device) => members[device]!.id), signal)) : new Map();
			for (const [id, { name }] of seen) names.set(id, name);
			return new Map(asked.map((device) => [device, seen.get(members[device]!.id)?.online ?? null]));
		},
		atOnce,
		pause: async (ms) => await pause(ms, signal),
		now: () => Date.now(),
		signal,
	};
}

/** Begins with what people read. */
interface Naming {
	name: string | null;
	id: string;
}

function itemsOf<C>(work: ToRollOut<C>, item: number, naming: Naming, result: Result<object | readonly object[]>): INodeExecutionData[] {
	const { outcome, wave } = result;
	if (outcome === 'failed') return [failed(work, item, { error: result.error, wave }, naming)];
	if (outcome !== 'done') return [notRun(item, naming, { wave, outcome, reason: result.reason })];
	const rollOut: ItemOfRollOut = { wave, outcome, reason: null };
	return successItems(result.value, item).map(({ json, ...rest }) => ({ ...rest, json: withRollOut(json, rollOut) }));
}

/** Behind the name, where people see it without scrolling. */
function withRollOut({ name, ...others }: IDataObject, rollOut: ItemOfRollOut): IDataObject {
	return { ...(name !== undefined && { name }), rollOut: { ...rollOut }, ...others };
}

function notRun(item: number, naming: Naming, rollOut: ItemOfRollOut): INodeExecutionData {
	return { json: withRollOut({ ...naming }, rollOut), pairedItem: { item } };
}

/** n8n sends to the error output only what has `error` and `details` and nothing beside them: there, the details hold what else there is. */
function failed<C>({ shape }: ToRollOut<C>, item: number, { error, wave }: { error: unknown; wave: number | null }, naming?: Naming): INodeExecutionData {
	const rollOut: ItemOfRollOut = { wave, outcome: 'failed', reason: tell(error).message };
	const { json, ...rest } = failureItem(error, item, { ...shape, device: naming });
	const { details } = json;
	if (!shape.onErrorOutput) return { ...rest, json: withRollOut(json, rollOut) };
	return { ...rest, json: isRecord(details) ? { ...json, details: { ...details, rollOut: { ...rollOut } } } : json };
}
