import { NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';
import { accessOf } from './authentication';
import { engineOptions } from './describe';
import { CancelledError, InputError } from './errors';
import { readNamed, type Field } from './fields';
import { failureItem, successItems } from './items';
import { toNodeError } from './nodeErrors';
import type { Operation, Run } from './operation';
import { Reader } from './reader';
import { namingRights } from './rights';
import { runTogether, type Job, type Outcome } from './schedule';
import type { System } from './system';

/** Does it, and names the operation's rights where one is missing. */
type Named = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs the chosen operation for all items: the whole of a node's `execute`. */
export async function execute<C>(context: IExecuteFunctions, system: System<C>): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const operation = chosenOperation(context, system);
	refuseRetryOnFail(node, operation);
	const signal = context.getExecutionCancelSignal?.();
	const keepGoing = context.continueOnFail();
	const outcomes = await withNodeErrors(node, async () => {
		const access = accessOf(system, (parameter) => context.getNodeParameter(parameter, 0, null));
		const client = await access.connect(await context.getCredentials(access.credential), { signal });
		const options = await readEngineOptions(context, system, operation);
		const reader = new Reader(context, operation, client, signal);
		const count = context.getInputData().length;
		const named: Named = async (task) => await namingRights(operation.rights, system.rightLabels, task);
		const runs = operation.affects && (await readAndCount(node, operation, reader, { count, keepGoing, most: options.refuseMoreThan, named }));
		const prepare = async (item: number): Promise<Job<INodeExecutionData[]>> => {
			const run = runs ? await runs[item]!() : await named(async () => await reader.read(item));
			return { key: reader.deviceOf(run), run: async () => successItems(await named(async () => await operation.run(run)), item) };
		};
		return await runTogether(count, prepare, { limit: options.itemsAtOnce, stopOnFailure: !keepGoing, signal });
	});
	if (signal?.aborted) throw toNodeError(node, new CancelledError());
	const failed = keepGoing ? -1 : outcomes.findIndex((outcome) => outcome && 'error' in outcome);
	if (failed >= 0) throw lowestFailure(node, operation, outcomes, failed);
	const onErrorOutput = node.onError === 'continueErrorOutput';
	return [outcomes.flatMap((outcome, item) => ('value' in outcome! ? outcome.value : [failureItem(outcome!.error, item, { onErrorOutput })]))];
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

/** n8n's Retry On Fail runs the whole node again, for the items that went well too. */
function refuseRetryOnFail<C>(node: INode, { name, effect }: Operation<C>) {
	if (effect !== 'once' || !node.retryOnFail) return;
	throw new NodeOperationError(node, `'${name}' cannot be used together with 'Retry On Fail'`, {
		description:
			"n8n would run this node again for all items, and what was done for some of them would be done twice. Nothing was sent. Switch 'Retry On Fail' off in the node's settings; 'On Error' with its error output tells which items failed.",
	});
}

async function readEngineOptions<C>(context: IExecuteFunctions, system: System<C>, operation: Operation<C>) {
	const entered = context.getNodeParameter('options', 0, {}) as Record<string, unknown>;
	const reading = { client: undefined, siblings: entered, timezone: context.getTimezone() };
	const { itemsAtOnce, refuseMoreThan } = engineOptions(system, operation);
	const value = async (field: Field<number>, raw: unknown) => await readNamed(field, raw ?? field.properties[0]!.default, reading);
	return {
		itemsAtOnce: await value(itemsAtOnce, entered.itemsAtOnce),
		refuseMoreThan: refuseMoreThan ? await value(refuseMoreThan, entered.refuseMoreThan) : Infinity,
	};
}

/**
 * Reads all items and adds up what they affect, before anything is sent. An item that cannot be read stops it here, or fails
 * in its turn where the node is to go on.
 */
async function readAndCount<C>(
	node: INode,
	operation: Operation<C>,
	reader: Reader<C>,
	{ count, keepGoing, most, named }: { count: number; keepGoing: boolean; most: number; named: Named },
) {
	const runs: Array<() => Promise<Run<C, Operation<C>['fields']>>> = [];
	let affected = 0;
	for (let item = 0; item < count; item++) {
		try {
			const run = await named(async () => await reader.read(item));
			affected += await named(async () => await operation.affects!(run));
			runs.push(() => Promise.resolve(run));
		} catch (error) {
			if (!keepGoing) throw toNodeError(node, error, item, 'Nothing was sent.');
			runs.push(() => Promise.reject(error));
		}
	}
	if (affected > most) {
		throw new InputError(
			`'${operation.name}' would affect ${affected} devices, and 'Refuse More Than' is ${most}`,
			"Nothing was sent. If that many are meant, raise 'Refuse More Than' in the node's options.",
		);
	}
	return runs;
}

async function withNodeErrors<T>(node: INode, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		throw toNodeError(node, error);
	}
}

function lowestFailure<C>(node: INode, { effect }: Operation<C>, outcomes: ReadonlyArray<Outcome<unknown> | undefined>, item: number) {
	const { error } = outcomes[item] as { error: unknown };
	return toNodeError(node, error, item, effect === 'read' || outcomes.length < 2 ? undefined : whatWasRun(outcomes));
}

/** Which items were carried out, for someone who has to continue by hand. */
function whatWasRun(outcomes: ReadonlyArray<Outcome<unknown> | undefined>): string {
	const indexes = outcomes.map((outcome, index) => ({ index, state: !outcome ? 'notRun' : 'error' in outcome ? 'failed' : 'done' }));
	const of = (state: string) => ranges(indexes.filter((each) => each.state === state).map(({ index }) => index));
	return `Items done: ${of('done')}. Failed: ${of('failed')}. Not started: ${of('notRun')}.`;
}

function ranges(indexes: number[]): string {
	const found: Array<[number, number]> = [];
	for (const index of indexes) {
		const last = found.at(-1);
		if (last && last[1] === index - 1) last[1] = index;
		else found.push([index, index]);
	}
	return found.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ') || 'none';
}
