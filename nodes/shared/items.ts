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
 * The output item of an item that failed, in the one shape that n8n keeps whole and sends to the error output: `error` and
 * `details` in the json and nothing else there or beside it. For an n8n that takes an item with details for one that went well, and
 * sends it to the output of those: `error` and `message`.
 * @param isTool a model uses the node, and may be shown no more than `error`: it holds everything then
 */
export function failureItem(error: unknown, item: number, { onErrorOutput = false, isTool = false } = {}): INodeExecutionData {
	const { outcome, ...all } = tell(error);
	const { message, ...told } = isTool ? { ...all, message: inOne(all), description: undefined } : all;
	const details = { ...told, ...outcome };
	const isLost = onErrorOutput && !sortsOutDetails();
	return { json: isLost ? { error: message, message: details.description ?? message } : { error: message, details }, pairedItem: { item } };
}

/** n8n takes any item with a filled `error` for a failure and may run the node again: a server's answer like that is wrapped. */
function notAFailure(json: IDataObject): IDataObject {
	const { error } = json;
	return error === undefined || error === null || error === false ? json : { answer: json };
}
