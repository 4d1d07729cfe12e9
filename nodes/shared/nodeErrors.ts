import { NodeApiError, NodeOperationError, type Failure, type INode } from 'n8n-workflow';
import { InputError, OutcomeError, RefusedError, RequestError, SecretRejectedError, UnreachableError } from './errors';
import { shortened } from './text';

/** What an error tells, for the editor and for the `details` of an item that failed. */
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

const LONGEST_MESSAGE = 600;
const LONGEST_DESCRIPTION = 3_000;

function told(error: unknown): Told {
	if (error instanceof RequestError) {
		const { status, asked, advice, notes } = error;
		const description = [`${error.outcome}.`, ...notes, ...(advice ? [advice] : [])].join(' ');
		return { message: error.message, description, status, ...asked };
	}
	if (error instanceof OutcomeError) return { message: error.message, description: error.advice, outcome: error.outcome };
	const message = error instanceof Error ? error.message : String(error);
	const description = error instanceof InputError ? error.advice : (error as { description?: string | null })?.description;
	return { message, description: description ?? undefined };
}

/** The error as n8n shows it: our message, whatever words are in it. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number, note?: string): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const { message, description: told, status } = tell(error);
	const description = [told, note].filter(Boolean).join(' ') || undefined;
	const nodeError =
		error instanceof RequestError
			? new NodeApiError(node, {}, { message, description, itemIndex, failure: failureOf(error), ...(status && { httpCode: String(status) }) })
			: new NodeOperationError(node, error instanceof Error ? error : message, { description, itemIndex });
	// n8n replaces messages that contain words such as ECONNREFUSED or ENOENT by sentences of its own; the server's words stay.
	nodeError.message = message;
	nodeError.description = description;
	return nodeError;
}

/** What the answer proves about the cause: n8n's scheduler waits or stops by it. */
function failureOf(error: RequestError): Failure | undefined {
	if (error instanceof SecretRejectedError) return { cause: 'credential-invalid' };
	if (error instanceof RefusedError && error.status === 429) return { cause: 'rate-limited', retryAfterMs: error.retryAfterMs };
	// A wrong certificate too may be mended at the server, and n8n would let half an hour pass before it looks again.
	if (error instanceof UnreachableError) return { cause: 'temporarily-unavailable' };
	if (error.status !== undefined && error.status >= 502 && error.status <= 504) return { cause: 'temporarily-unavailable' };
	return undefined;
}
