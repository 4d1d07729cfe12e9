import { isDeepStrictEqual } from 'node:util';
import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INode, type INodeExecutionData, type NodeApiError } from 'n8n-workflow';
import { connected } from './connected';
import { engineOptions, maximumLabel } from './describe';
import { CancelledError, InputError } from './errors';
import { readNamed, recordOf, type Field } from './fields';
import { gather, shareOut } from './gather';
import { isRecord } from './isRecord';
import { failureItem, successItems, type FailedDevice } from './items';
import { inOne, tell, toNodeError } from './nodeErrors';
import type { Operation, Run } from './operation';
import { holdsExpression, Reader } from './reader';
import { Remarks } from './remarks';
import { isMaybeRepeated, NOTHING_DONE } from './retried';
import { namingRights } from './rights';
import { rollOutItems, type Read } from './rollOut/items';
import type { RollOutSettings } from './rollOut/settings';
import type { Told } from './rollOut/told';
import { runTogether, type Job, type Outcome } from './schedule';
import type { System } from './system';
import { ranges } from './text';

/** Does it, and names the operation's rights where one is missing. */
type Named = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs the chosen operation for all items: the whole of a node's `execute`. */
export async function execute<C>(context: IExecuteFunctions, system: System<C>): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const signal = context.getExecutionCancelSignal?.();
	const keepGoing = context.continueOnFail();
	const shape = { onErrorOutput: node.onError === 'continueErrorOutput', isTool: isTool(node) };
	const track: Track = { acted: false, failed: new Map() };
	try {
		const outcomes = await runAll(context, system, { signal, keepGoing, track, shape });
		return [outcomes.flatMap((outcome, item) => ('value' in outcome ? outcome.value : [failureItem(outcome.error, item, { ...shape, device: track.failed.get(item) })]))];
	} catch (error) {
		// n8n keeps nothing of a node that was running when its execution was stopped.
		if (error instanceof CancelledError && error.description) context.logger.warn(`The execution was stopped in the node "${node.name}". ${error.description}`);
		// Thrown on, n8n would hand the input items to the output of those that went well.
		if (keepGoing && !signal?.aborted) return [context.getInputData().map((_, item) => failureItem(error, item, shape))];
		throw finished(node, toNodeError(node, error), track);
	}
}

/** What is found out on the way, for an error that ends the run. */
interface Track {
	/** A request that changes something may have arrived, or something was done in an earlier run that this one would repeat. */
	acted: boolean;
	/** The devices of items that failed, by item. */
	failed: Map<number, FailedDevice>;
}

interface Running {
	signal?: AbortSignal;
	keepGoing: boolean;
	track: Track;
	/** How failed items are written. */
	shape: { onErrorOutput: boolean; isTool: boolean };
}

async function runAll<C>(context: IExecuteFunctions, system: System<C>, { signal, keepGoing, track, shape }: Running): Promise<Array<Outcome<INodeExecutionData[]>>> {
	const node = context.getNode();
	const operation = chosenOperation(context, system);
	const repeats = operation.effect === 'once' ? await whatRepeats(context, operation, track) : undefined;
	if (repeats && !operation.effectOf) throw repeats;
	const remarks = new Remarks();
	const { client } = await connected(system, asked(context), { signal, acted: () => (track.acted = true), remark: remarks.add });
	const { itemsAtOnce, refuseMoreThan, rollOut } = await readEngineOptions(context, system, operation);
	const reader = new Reader(context, operation, client, signal);
	const count = context.getInputData().length;
	const named: Named = async (task) => await namingRights(operation.rights, system.rightLabels, task);
	if (operation.together) {
		const outcomes = await runAsOne({ context, operation: operation.together, reader, client, keepGoing });
		hint(context, remarks);
		return outcomes;
	}
	const isAllRead = operation.affects !== undefined || repeats !== undefined || rollOut !== undefined;
	const reads = isAllRead && (await readAll(node, operation, reader, { count, keepGoing, most: refuseMoreThan, repeats, named }));
	if (reads && rollOut) {
		const deviceOf = (run: Run<C, Operation<C>['fields']>) => reader.deviceOf(run);
		const work = { system, operation, client, reads, settings: rollOut, atOnce: itemsAtOnce, signal, deviceOf, named, shape };
		const { items, told } = await rollOutItems(work);
		hint(context, remarks, told);
		return items.map((value) => ({ value }));
	}
	const prepare = async (item: number): Promise<Job<INodeExecutionData[]>> => {
		const run = reads ? readOf(reads[item]!) : await named(async () => await reader.read(item));
		const id = reader.deviceOf(run);
		const noteDevice = (error: unknown): never => {
			if (id !== undefined) track.failed.set(item, { name: system.nameOf?.(client, id) ?? null, id });
			throw error;
		};
		const perform = async () => successItems(await named(async () => await operation.run(run)).catch(noteDevice), item);
		return { key: id, run: perform };
	};
	const limits = { limit: itemsAtOnce, stopOnFailure: !keepGoing, signal };
	const { gathers } = operation;
	const outcomes = reads && gathers !== undefined ? await runGathered(operation, reads, { field: gathers, limits, named }) : await runTogether(count, prepare, limits);
	if (signal?.aborted) throw new CancelledError();
	const failed = keepGoing ? -1 : outcomes.findIndex((outcome) => outcome && 'error' in outcome);
	if (failed >= 0) throw lowestFailure(node, operation, outcomes, failed, track.failed.get(failed));
	hint(context, remarks);
	return outcomes as Array<Outcome<INodeExecutionData[]>>;
}

function asked(context: IExecuteFunctions) {
	return {
		parameter: (name: string) => context.getNodeParameter(name, 0, null),
		credentials: async (type: string) => await context.getCredentials(type),
	};
}

interface AsOne<C> {
	context: IExecuteFunctions;
	operation: NonNullable<Operation<C>['together']>;
	reader: Reader<C>;
	client: C;
	keepGoing: boolean;
}

/** All items in one run. One that cannot be read fails by itself where the node is to go on. */
async function runAsOne<C>({ context, operation, reader, client, keepGoing }: AsOne<C>): Promise<Array<Outcome<INodeExecutionData[]>>> {
	const items = context.getInputData();
	const outcomes = new Array<Outcome<INodeExecutionData[]>>(items.length);
	const read: Array<{ item: number; json: IDataObject; fields: Run<C, Operation<C>['fields']>['fields'] }> = [];
	for (const [item, { json }] of items.entries()) {
		try {
			read.push({ item, json, fields: (await reader.read(item)).fields });
			outcomes[item] = { value: [] };
		} catch (error) {
			if (!keepGoing) throw toNodeError(context.getNode(), error, item);
			outcomes[item] = { error };
		}
	}
	for (const { item, json } of await operation({ client, items: read })) (outcomes[item] as { value: INodeExecutionData[] }).value.push(...successItems(json, item));
	return outcomes;
}

/** Items that share one run. Its result, or its error, is that of each of them. */
async function runGathered<C>(
	operation: Operation<C>,
	reads: ReadonlyArray<Read<C>>,
	{ field, limits, named }: { field: string; limits: Parameters<typeof runTogether>[2]; named: Named },
): Promise<Array<Outcome<INodeExecutionData[]> | undefined>> {
	const groups = gather(reads, field);
	const outcomes = await runTogether(
		groups.length,
		async (index) => {
			const run = readOf(groups[index]!.read);
			return await Promise.resolve({ run: async () => [await named(async () => await operation.run(run))].flat() as object[] });
		},
		limits,
	);
	const byItem = new Array<Outcome<INodeExecutionData[]> | undefined>(reads.length).fill(undefined);
	groups.forEach((group, index) => {
		const outcome = outcomes[index];
		const shares = outcome && 'value' in outcome ? shareOut(group, reads, field, outcome.value) : undefined;
		for (const item of group.items) byItem[item] = shares ? { value: successItems(shares.get(item)!, item) } : (outcome as { error: unknown } | undefined);
	});
	return byItem;
}

function readOf<C>(read: Read<C>) {
	if ('error' in read) throw read.error;
	return read.run;
}

/** Shown above the node's output; old versions of n8n have no place for it. */
function hint(context: IExecuteFunctions, remarks: Remarks, told?: Told): void {
	for (const message of [told?.hint, remarks.hint]) if (message !== undefined) context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
}

function chosenOperation<C>(context: IExecuteFunctions, system: System<C>): Operation<C> {
	const resource = String(context.getNodeParameter('resource', 0));
	const value = String(context.getNodeParameter('operation', 0));
	const operation = system.resources.find((each) => each.value === resource)?.operations.find((each) => each.value === value);
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), `${system.name} has no operation '${value}' for '${resource}'`, {
		description: "Choose the resource and the operation from the node's lists again.",
	});
}

/** Why n8n may run this node more than once for the same items, as the error that says so; undefined where it does not. */
async function whatRepeats<C>(context: IExecuteFunctions, { name }: Operation<C>, track: Track): Promise<InputError | undefined> {
	if (context.getNode().retryOnFail) {
		return new InputError(
			`'${name}' cannot be used together with 'Retry On Fail'`,
			"n8n would run this node again for all items, including those that succeeded. Nothing was sent. Turn off 'Retry On Fail' in the node's settings; the error output of 'On Error' shows which items failed.",
		);
	}
	if (!(await isMaybeRepeated(context))) return undefined;
	track.acted = true;
	return new InputError(
		`'${name}' is not run again by n8n's Retry`,
		'n8n would run this node again for all its items, including those that the failed execution already completed. Nothing was sent. The error of the execution that failed first shows which items were done: start the workflow again for the others. If that execution failed before this node, press Retry there.',
	);
}

/** Those of other operations too: the editor keeps what was added before the operation was changed. */
const anyOptions: Field<Record<string, unknown>> = {
	properties: [{ displayName: 'Options', type: 'collection', default: {} }],
	read: (raw) => recordOf(raw, 'the options to set'),
};

async function readEngineOptions<C>(context: IExecuteFunctions, system: System<C>, operation: Operation<C>) {
	const reading = { client: undefined, siblings: {}, timezone: context.getTimezone() };
	const of = async (item: number) => await readNamed(anyOptions, context.getNodeParameter('options', item, {}), reading);
	const entered = await of(0);
	const { itemsAtOnce, refuseMoreThan, rollOut } = engineOptions(system, operation);
	const value = async (field: Field<number>, raw: unknown) => await readNamed(field, raw ?? field.properties[0]!.default, reading);
	// Whatever it comes to: what keeps a command from going to all devices at once is not dropped because an expression gives nothing.
	const isRolledOut = rollOut !== undefined && Object.hasOwn(entered, 'rollOut');
	return {
		itemsAtOnce: await value(itemsAtOnce, entered.itemsAtOnce),
		refuseMoreThan: refuseMoreThan ? await value(refuseMoreThan, entered.refuseMoreThan) : Infinity,
		rollOut: isRolledOut ? await sameForAll(context, async (item) => await readNamed(rollOut, (item === 0 ? entered : await of(item)).rollOut, reading)) : undefined,
	};
}

/** A roll-out is one for all items. @throws InputError where an expression gives another one for some */
async function sameForAll(context: IExecuteFunctions, settingsOf: (item: number) => Promise<RollOutSettings>): Promise<RollOutSettings> {
	const settings = await settingsOf(0);
	const options: unknown = context.getNode().parameters.options;
	const count = holdsExpression(isRecord(options) ? options.rollOut : options) ? context.getInputData().length : 1;
	for (let item = 1; item < count; item++) {
		if (isDeepStrictEqual(await settingsOf(item), settings)) continue;
		throw new InputError(
			`'Roll-Out' is not the same for items 0 and ${item}`,
			'All items share one roll-out: use expressions that return the same value for every item, such as $(\'Node\').first(). Nothing was sent.',
		);
	}
	return settings;
}

/**
 * Reads all items, adds up what they affect and judges what they do, before anything is sent. An item that cannot be read stops it here,
 * or fails in its turn where the node is to go on.
 */
async function readAll<C>(
	node: INode,
	operation: Operation<C>,
	reader: Reader<C>,
	{ count, keepGoing, most, repeats, named }: { count: number; keepGoing: boolean; most: number; repeats?: InputError; named: Named },
) {
	const reads: Array<Read<C>> = [];
	let affected = 0;
	let acts = false;
	for (let item = 0; item < count; item++) {
		try {
			const run = await named(async () => await reader.read(item));
			acts ||= repeats !== undefined && (operation.effectOf?.(run) ?? operation.effect) === 'once';
			// What is refused for that is not counted: counting may ask the server.
			if (!(repeats && acts)) affected += (await named(async () => await operation.affects?.(run))) ?? 0;
			reads.push({ run });
		} catch (error) {
			if (!keepGoing) throw toNodeError(node, error, item, 'Nothing was sent.');
			reads.push({ error });
		}
	}
	if (repeats && acts) throw repeats;
	if (affected > most) {
		throw new InputError(
			`'${operation.name}' would affect ${affected} ${operation.affectsWhat ?? 'devices'}, and '${maximumLabel(operation)}' is ${most}`,
			`Nothing was sent. If you mean to affect that many, raise '${maximumLabel(operation)}' in the node's options.`,
		);
	}
	return reads;
}

/** The error with what a model and a later retry have to know of it. */
function finished(node: INode, error: NodeApiError | NodeOperationError, { acted }: Track): NodeApiError | NodeOperationError {
	if (!acted) error.context[NOTHING_DONE] = true;
	// A model that uses the node as a tool is shown the message alone; n8n adds no description that is part of it.
	if (isTool(node) && error.description) error.message = inOne({ message: error.message, description: error.description });
	return error;
}

/** n8n runs a node that a model uses as a type of its own, with this at the end of its name. */
function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

function lowestFailure<C>(node: INode, { effect }: Operation<C>, outcomes: ReadonlyArray<Outcome<unknown> | undefined>, item: number, device: FailedDevice | undefined) {
	const { error } = outcomes[item] as { error: unknown };
	const notes = [forWhom(error, device), effect === 'read' || outcomes.length < 2 ? undefined : whatWasRun(outcomes)];
	return toNodeError(node, error, item, notes.filter(Boolean).join(' ') || undefined);
}

/** The device's name, unless the error says it already. */
function forWhom(error: unknown, device: FailedDevice | undefined): string | undefined {
	const name = device?.name;
	return name && !inOne(tell(error)).includes(name) ? `It failed for ${name}.` : undefined;
}

/** Which items were carried out, for someone who has to continue by hand: "2 items were done (0, 2), 1 failed (1), 5 were not started (3–7)." */
function whatWasRun(outcomes: ReadonlyArray<Outcome<unknown> | undefined>): string {
	const indexes = outcomes.map((outcome, index) => ({ index, state: !outcome ? 'notRun' : 'error' in outcome ? 'failed' : 'done' }));
	const of = (state: string) => indexes.filter((each) => each.state === state).map(({ index }) => index);
	const [done, failed, notRun] = [of('done'), of('failed'), of('notRun')];
	if (done.length === 0 && failed.length === 1) return `Item ${failed[0]} failed; item${notRun.length === 1 ? '' : 's'} ${ranges(notRun)} ${were(notRun)} not started.`;
	const parts = [
		...(done.length > 0 ? [{ all: done, what: `${were(done)} done` }] : []),
		{ all: failed, what: 'failed' },
		...(notRun.length > 0 ? [{ all: notRun, what: `${were(notRun)} not started` }] : []),
	];
	const told = parts.map(({ all, what }, part) => `${all.length}${part === 0 ? ` item${all.length === 1 ? '' : 's'}` : ''} ${what} (${ranges(all)})`);
	return `${told.join(', ')}.`;
}

const were = (indexes: readonly number[]): string => (indexes.length === 1 ? 'was' : 'were');
