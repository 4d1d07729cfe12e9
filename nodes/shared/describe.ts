import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { authenticationOf } from './authentication';
import { mutable, wholeNumber, type Field, type ShownWhen } from './fields';
import type { Operation, Resource } from './operation';
import { rollOutField, type RollOutSettings } from './rollOut/settings';
import { defaultItemsAtOnce, type System } from './system';
import { byLabel } from './text';

const MOST_ITEMS_AT_ONCE = 64;
const REFUSE_MORE_THAN = 50;

/** The node's properties: the two drop-downs, every operation's fields and the options, all from the system's declaration. */
export function propertiesOf<C>(system: System<C>): INodeProperties[] {
	const perResource = system.resources.flatMap((resource) => [
		operationChoice(resource),
		...shownTogether(resource.operations.map((operation) => operationProperties(system, resource, operation))),
	]);
	return [...authenticationOf(system), resourceChoice(system), ...perResource];
}

function resourceChoice<C>({ resources }: System<C>): INodeProperties {
	const first = resources[0]!.value;
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })).sort(byName),
		default: first,
	};
}

function operationChoice<C>({ value, operations }: Resource<C>): INodeProperties {
	const first = operations[0]!.value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(({ name, value, action, description }) => ({ name, value, action, description })).sort(byName),
		default: first,
	};
}

function operationProperties<C>(system: System<C>, resource: Resource<C>, operation: Operation<C>): INodeProperties[] {
	const show = { resource: [resource.value], operation: [operation.value] };
	const fields = Object.entries(operation.fields).flatMap(([name, field]) => fieldProperties(name, field, show));
	const notice: INodeProperties[] = operation.notice
		? [{ displayName: operation.notice, name: `${operation.value}Notice`, type: 'notice', default: '', displayOptions: { show } }]
		: [];
	return [...notice, ...fields, optionsCollection(system, operation, show)];
}

function fieldProperties<T, C>(name: string, field: Field<T, C>, show: ShownWhen): INodeProperties[] {
	return field.properties.map(({ shownWhen, ...property }) => ({
		...property,
		name,
		displayOptions: { show: mutable({ ...show, ...field.shownWhen, ...shownWhen }) },
	}));
}

/** Letters of a label among the options: n8n cuts off longer ones. */
const LONGEST_LABEL = 26;

/** What the safety limit of an operation is called. */
export function maximumLabel<C>({ affectsWhat = 'devices' }: Operation<C>): string {
	const label = `Maximum ${affectsWhat.replace(/\b(?!and\b)[a-z]/g, (letter) => letter.toUpperCase())}`;
	return label.length + ' Affected'.length > LONGEST_LABEL ? label : `${label} Affected`;
}

const refuseMoreThan = <C>(operation: Operation<C>) =>
	wholeNumber({
		displayName: maximumLabel(operation),
		default: REFUSE_MORE_THAN,
		min: 1,
		description: `Safety limit: if a run would affect more ${operation.affectsWhat ?? 'devices'} than this, nothing is sent. Taken from the first item.`,
	});

/** Options that the engine itself gives an operation: the same declaration shows them and reads them. */
export interface EngineOptions {
	itemsAtOnce: Field<number>;
	/** Only where the operation counts the devices it affects. */
	refuseMoreThan?: Field<number>;
	/** Only where the operation can be rolled out. */
	rollOut?: Field<RollOutSettings>;
}

export function engineOptions<C>(system: System<C>, operation: Operation<C>): EngineOptions {
	return {
		itemsAtOnce: wholeNumber({
			displayName: 'Parallel Items',
			default: operation.atOnce ?? defaultItemsAtOnce(system, operation.effect),
			min: 1,
			max: operation.atOnce ?? MOST_ITEMS_AT_ONCE,
			description: 'How many items are processed in parallel. Items for the same device stay in order. Taken from the first item.',
		}),
		...(operation.affects && { refuseMoreThan: refuseMoreThan(operation) }),
		...(operation.rollsOut && { rollOut: rollOutField(operation.rollsOut) }),
	};
}

function optionsCollection<C>(system: System<C>, operation: Operation<C>, show: ShownWhen): INodeProperties {
	const options = Object.entries(engineOptions(system, operation))
		.map(([name, field]: [string, Field<unknown>]) => ({ ...field.properties[0]!, name }))
		.sort((a, b) => byLabel(a.displayName, b.displayName));
	// With nothing in it but how many items run at once, it is not worth a line in the form. Workflows that have it set keep it.
	const type = options.length > 1 ? ('collection' as const) : ('hidden' as const);
	return {
		displayName: 'Options',
		name: 'options',
		type,
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: mutable(show) },
		options,
	};
}

/**
 * One property for what several operations of a resource show alike, instead of one each: it keeps the description that n8n
 * sends to every editor small. Every operation's own order is kept.
 */
function shownTogether(operations: INodeProperties[][]): INodeProperties[] {
	const merged = new Map<string, INodeProperties>();
	const orders = operations.map((properties) =>
		properties.map((property) => {
			const { displayOptions, ...shown } = property;
			const { operation = [], ...others } = displayOptions?.show ?? {};
			const key = JSON.stringify([shown, others]);
			const twin = merged.get(key);
			if (twin) twin.displayOptions!.show!.operation!.push(...operation);
			else merged.set(key, property);
			return key;
		}),
	);
	return inEveryOrder(orders).map((key) => merged.get(key)!);
}

/** All keys in one order that agrees with each of the given ones; what comes first in them comes first where there is a choice. */
function inEveryOrder(orders: string[][]): string[] {
	const left = new Set(orders.flat());
	const sorted: string[] = [];
	while (left.size > 0) {
		// Free to come next: what is first in every order that it is part of, less what has come already.
		const heads = orders.map((order) => order.find((key) => left.has(key)));
		const next = [...left].find((key) => orders.every((order, index) => heads[index] === key || !order.includes(key)));
		if (next === undefined) throw new Error(`Operations show the same fields in different orders: ${[...left].join(' ')}`);
		left.delete(next);
		sorted.push(next);
	}
	return sorted;
}

function byName(a: INodePropertyOptions, b: INodePropertyOptions): number {
	return byLabel(a.name, b.name);
}
