import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { filesOf } from './binary';
import { isShown, readNamed, type Reading } from './fields';
import type { Operation, Run } from './operation';

/**
 * Reads an operation's fields for one item after the other. What holds no expression is the same for every item and is read
 * from n8n only once: evaluating parameters is what a workflow over a thousand items spends most of its time on.
 */
export class Reader<C> {
	private readonly constants = new Map<string, unknown>();
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
		// A parameter that n8n does not know, as in a workflow made before the field existed, is null here and read as empty.
		const value: unknown = this.context.getNodeParameter(name, item, null);
		if (!holdsExpression(this.parameters[name])) this.constants.set(name, value);
		return value;
	}
}

function holdsExpression(parameter: unknown): boolean {
	if (typeof parameter === 'string') return parameter.startsWith('=');
	return typeof parameter === 'object' && parameter !== null && Object.values(parameter).some(holdsExpression);
}
