import { isDeepStrictEqual } from 'node:util';
import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { filesOf } from './binary';
import { isShown, readNamed, type Reading } from './fields';
import { ItemValues } from './itemValues';
import type { Operation, Run } from './operation';

/**
 * Reads an operation's fields for one item after the other. What holds no expression is the same for every item and is read
 * from n8n only once, and what only names a value of the item is looked up there: evaluating parameters is what a workflow over a
 * thousand items spends most of its time on.
 */
export class Reader<C> {
	private readonly constants = new Map<string, unknown>();
	private readonly lookUps = new Map<string, LookUp>();
	private readonly items: readonly INodeExecutionData[];
	/** As entered, expressions unevaluated. n8n copies the whole node at every question for it. */
	private readonly parameters: INodeParameters;
	private readonly timezone: string;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly operation: Operation<C>,
		private readonly client: C,
		private readonly signal?: AbortSignal,
	) {
		this.parameters = context.getNode().parameters;
		this.timezone = context.getTimezone();
		this.items = context.getInputData();
	}

	/** @throws InputError that names the field as the user sees it */
	async read(item: number): Promise<Run<C, Operation<C>['fields']>> {
		const fields: Record<string, unknown> = {};
		// What a field is shown by comes before it, and has been read by then: "Yes" and the label of a choice count like their values.
		const reading: Reading<C> = { client: this.client, siblings: fields, timezone: this.timezone };
		for (const [name, field] of Object.entries(this.operation.fields)) {
			fields[name] = await readNamed(field, isShown(field.shownWhen, fields) ? this.parameter(name, item) : undefined, reading);
		}
		return { client: this.client, fields, files: filesOf(this.context, item), signal: this.signal };
	}

	/** The value of the field that names the device, if the operation has one. */
	deviceOf({ fields }: Run<C, Operation<C>['fields']>): string | undefined {
		const device = Object.entries(this.operation.fields).find(([, field]) => field.isDevice);
		return device && (fields[device[0]] as string | undefined);
	}

	private parameter(name: string, item: number): unknown {
		if (this.constants.has(name)) return this.constants.get(name);
		if (holdsExpression(this.parameters[name])) return this.evaluated(name, item);
		const value = this.fromN8n(name, item);
		this.constants.set(name, value);
		return value;
	}

	/**
	 * Looked up in the item where that is all there is to do, once n8n has come to the same of an item. Once is enough: only the items differ within
	 * a run, and whether n8n refuses an expression depends on its text alone.
	 */
	private evaluated(name: string, item: number): unknown {
		const lookUp = this.lookUps.get(name) ?? { values: ItemValues.in(this.parameters[name]), isProved: false };
		this.lookUps.set(name, lookUp);
		const found = lookUp.values?.of(this.items[item]!.json);
		if (found !== undefined && lookUp.isProved) return found;
		const value = this.fromN8n(name, item);
		if (found !== undefined) {
			lookUp.isProved = isDeepStrictEqual(found, value);
			if (!lookUp.isProved) lookUp.values = undefined;
		}
		return value;
	}

	/** A parameter that n8n does not know, as in a workflow made before the field existed, is null here and read as empty. */
	private fromN8n(name: string, item: number): unknown {
		return this.context.getNodeParameter(name, item, null);
	}
}

/** A parameter whose values are looked up in the items, once n8n has come to the same of one of them. */
interface LookUp {
	values: ItemValues | undefined;
	isProved: boolean;
}

/** Whether any part of a parameter, as it was entered, is an expression. */
export function holdsExpression(parameter: unknown): boolean {
	if (typeof parameter === 'string') return parameter.startsWith('=');
	return typeof parameter === 'object' && parameter !== null && Object.values(parameter).some(holdsExpression);
}
