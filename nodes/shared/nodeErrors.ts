import { NodeApiError, NodeOperationError, type Failure, type INode } from 'n8n-workflow';
import { InputError, OutcomeError, RefusedError, RequestError, SecretRejectedError } from './errors';
import { shortened } from './text';
import { member, wordsOf } from './thrown';

/** What an error says, for the editor and for the `details` of an item that failed. */
export interface Told {
	message: string;
	/** What was asked, what happened around it, and what to do. */
	description?: string;
	status?: number;
	method?: string;
	path?: string;
	/** What the operation returned, where that is the failure: output, exit code. */
	outcome?: object;
}

export function tell(error: unknown): Told {
	const { message, description, ...details } = told(error);
	// An error may repeat what was entered, which may be a whole file.
	return { message: shortened(message, LONGEST_MESSAGE), description: description && shortened(description, LONGEST_DESCRIPTION), ...details };
}

/** Whether a text ends with a note, or with the same about one item. */
const saysIt = (told: string, note: string) => told.endsWith(note) || told.endsWith(note.replace(/\.$/, ' for it.'));

const LONGEST_MESSAGE = 600;
const LONGEST_DESCRIPTION = 3_000;
/** So much of the server's words stays beside the longest advice. */
const SHORTEST_WORDS = 150;

function told(error: unknown): Told {
	if (error instanceof RequestError) {
		const { status, asked, advice, notes } = error;
		const description = [`${error.outcome}.`, ...notes, ...(advice ? [advice] : [])].join(' ');
		return { message: error.message, description, status, method: asked.method, path: asked.path };
	}
	if (error instanceof OutcomeError) return { message: error.message, description: error.advice, outcome: error.outcome };
	const message = member(error, 'message');
	const description = error instanceof InputError ? error.advice : member(error, 'description');
	return {
		message: typeof message === 'string' && message.trim() ? message : wordsOf(error) || 'The node failed without a reason',
		description: typeof description === 'string' ? description : undefined,
	};
}

/** The whole of it in one text, for anyone who sees only that, such as a model that uses the node as a tool. */
export function inOne({ message, description }: Pick<Told, 'message' | 'description'>): string {
	return [message.replace(/\.$/, ''), description].filter(Boolean).join('. ');
}

/** The same for a person, where there is little room: a credential test, a list that could not be loaded. What to do stays, and the server's words give way. */
export function inShort({ message, description }: Pick<Told, 'message' | 'description'>): string {
	const room = LONGEST_MESSAGE - (description?.length ?? 0) - 2;
	return shortened(inOne({ message: shortened(message, Math.max(room, SHORTEST_WORDS)), description }), LONGEST_MESSAGE);
}

/** The error as n8n shows it: our message, whatever words are in it. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number, note?: string): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const { message, description: told, status } = tell(error);
	const description = [told, note && told && saysIt(told, note) ? undefined : note].filter(Boolean).join(' ') || undefined;
	const nodeError =
		error instanceof RequestError
			? new NodeApiError(node, {}, { message, description, itemIndex, failure: failureOf(error), ...(status && { httpCode: String(status) }) })
			: operationError(node, error, message, { description, itemIndex });
	// n8n replaces messages that contain words such as ECONNREFUSED or ENOENT by sentences of its own; the server's words stay.
	nodeError.message = message;
	nodeError.description = description;
	return nodeError;
}

/** The same where the editor shows the message alone, as of some lists and of a webhook that it could not register: all of it is said there, once. */
export function toShortNodeError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const nodeError = toNodeError(node, error);
	nodeError.message = inShort({ message: nodeError.message, description: nodeError.description ?? undefined });
	nodeError.description = undefined;
	return nodeError;
}

/** With the error as its cause, for its stack; where n8n cannot read that, as with members that throw, by the words alone. */
function operationError(node: INode, error: unknown, message: string, options: { description?: string; itemIndex?: number }): NodeOperationError {
	try {
		return new NodeOperationError(node, error instanceof Error ? error : message, options);
	} catch {
		return new NodeOperationError(node, message, options);
	}
}

/**
 * What the answer proves about the cause: with durable cursors, n8n's scheduler waits by it. Without one it takes a 403 for final, and looks
 * again after half an hour only, though it may be a gateway's that is fixed in a minute, or a right that is given. So may all else but a
 * secret that was rejected: a page of another version, a route that is gone while a proxy restarts, a wrong certificate.
 */
function failureOf(error: RequestError): Failure {
	if (error instanceof SecretRejectedError) return { cause: 'credential-invalid' };
	if (error instanceof RefusedError && error.status === 429) return { cause: 'rate-limited', retryAfterMs: error.retryAfterMs };
	return { cause: 'temporarily-unavailable' };
}
