import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { WithFiles } from './binary';
import { sortsOutDetails } from './n8nVersion';
import { inOne, tell } from './nodeErrors';

/** The output items of an item that went well: one for an object, as many as there are for a list. */
export function successItems(result: object | readonly object[], item: number): INodeExecutionData[] {
	const list = Array.isArray(result) ? (result as readonly object[]) : [result];
	return list.map((each) => {
		const [json, files] = each instanceof WithFiles ? [each.json, each.files] : [each, undefined];
		return { json: notAFailure(json as IDataObject), ...(files && { binary: files }), pairedItem: { item } };
	});
}

/**
 * The output item of an item that failed. On the error output it has the one shape that n8n keeps whole and sends there: `error` and
 * `details` in the json and nothing else there or beside it. On the regular output, name and id of the device stand beside them, in the columns in
 * which the other items have theirs. For an n8n that takes an item with details for one that went well, and
 * sends it to the output of those: `error` and `message`.
 * @param isTool a model uses the node, and may be shown no more than `error`: it holds everything then
 */
export function failureItem(error: unknown, item: number, { onErrorOutput = false, isTool = false, device }: FailureShape = {}): INodeExecutionData {
	const { outcome, ...all } = tell(error);
	const { message, ...told } = isTool ? { ...all, message: inOne(all), description: undefined } : all;
	const details: IDataObject = { ...told, ...outcome };
	const failure = { error: message, details };
	const isLost = onErrorOutput && !sortsOutDetails();
	if (isLost) return { json: { error: message, message: told.description ?? message }, pairedItem: { item } };
	if (!device) return { json: failure, pairedItem: { item } };
	const { name, id } = { ...device, ...nameIn(details) };
	return { json: onErrorOutput ? { error: message, details: { name, ...details, id } } : { name, ...failure, id }, pairedItem: { item } };
}

/** How a failed item is written. */
export interface FailureShape {
	onErrorOutput?: boolean;
	isTool?: boolean;
	/** The device that it was about. */
	device?: FailedDevice;
}

/** A device that something failed for, as far as it is known: its name may not have been read. */
export interface FailedDevice {
	name: string | null;
	id: string;
}

/** The device's name, where the operation told it before it failed. */
function nameIn({ name }: IDataObject): { name?: string } {
	return typeof name === 'string' ? { name } : {};
}

/** n8n takes any item with a filled `error` for a failure and may run the node again: a server's answer like that is wrapped. */
function notAFailure(json: IDataObject): IDataObject {
	const { error } = json;
	return error === undefined || error === null || error === false ? json : { answer: json };
}
