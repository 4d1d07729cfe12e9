/**
 * What can go wrong between us and a server, in three kinds: it refused, it could not be reached, or its answer makes no
 * sense. A fourth, {@link InputError}, is about what the user entered. No n8n in here: nodeErrors.ts turns them into n8n's.
 */

/** What was asked of the server, as an error names it: never a header, never a body. */
export interface Asked {
	method: string;
	/** Path as sent, without the host and without the query's values. */
	path: string;
	/** What a sentence calls it, where it is no request over HTTP: "The sign-in". */
	name?: string;
	/** It changes nothing at the server, as a sign-in does not either: nothing can have been carried out. */
	reads?: boolean;
}

/** Base of the three kinds; `message` leads with the server's own words where there are any. */
export abstract class RequestError extends Error {
	/** What happened around the request, added by anyone who knows more, such as what was written before it failed. */
	readonly notes: string[] = [];
	/** HTTP status, where an answer came. */
	readonly status?: number;

	constructor(
		message: string,
		readonly asked: Asked,
		/** What the reader can do about it, as a full sentence. */
		readonly advice?: string,
		options?: ErrorOptions,
	) {
		super(message, options);
		this.name = new.target.name;
	}

	/** What was asked and how it ended, in half a sentence: "GET /devices returned status 403". */
	abstract get outcome(): string;
}

/** The server answered, and the answer is no. */
export class RefusedError extends RequestError {
	constructor(
		message: string,
		asked: Asked,
		/** undefined where the server speaks no HTTP. */
		override readonly status: number | undefined,
		advice?: string,
		/** The server takes back nothing it did because it did nothing, as with a locked database: safe to ask again. */
		readonly nothingDone = false,
		/** How long the server asks to wait, in ms. */
		readonly retryAfterMs?: number,
	) {
		super(message, asked, advice);
	}

	get outcome(): string {
		return answered(this);
	}
}

/** What was asked, at the beginning of a sentence. */
export function called({ method, path, name = method }: Asked): string {
	return `${name} ${path}`;
}

function answered({ asked, status }: RequestError): string {
	return `${called(asked)} ${status === undefined ? 'was answered' : `returned status ${status}`}`;
}

/** The server does not take the key or token; kept apart because it is remembered and not asked again (see SecretMemory). */
export class SecretRejectedError extends RefusedError {}

/** Our own refusal to send a secret that the server rejected a while ago, in the server's words of then. It says nothing new of the secret. */
export class NotAskedError extends SecretRejectedError {
	constructor(
		message: string,
		asked: Asked,
		status: number | undefined,
		/** Since when, and why nothing was sent, without a full stop. */
		readonly because: string,
		advice?: string,
	) {
		super(message, asked, status, advice);
	}

	override get outcome(): string {
		return this.because;
	}
}

/**
 * Something between us and the server answered in its place, such as a sign-in page (see http/doors.ts): the server was not asked, and nothing
 * was done. No {@link RefusedError}, because its status says nothing of what was requested: a 404 or 403 of it is no word about a device.
 */
export class KeptOutError extends RequestError {
	constructor(
		message: string,
		asked: Asked,
		override readonly status: number,
		advice?: string,
	) {
		super(message, asked, advice);
	}

	get outcome(): string {
		return answered(this);
	}
}

/** The account may not do this: it lacks a right, or what it may do does not reach as far as this. What it needs is named (see rights.ts). */
export class ForbiddenError extends RefusedError {
	/** What this very request needs, in the server's own words; none where that is not known. */
	rights: readonly string[] = [];
	/** These are all that what was requested needs, whatever else its operation can do. */
	areAll = false;
}

/**
 * What was requested was done, and how it ended counts as a failure for this user, such as an exit code: the item fails, and what there is
 * of its output goes along.
 */
export class OutcomeError extends Error {
	constructor(
		message: string,
		/** What the operation would have returned: added to the details of the item that failed. */
		readonly outcome: object,
		/** What the reader can do about it. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'OutcomeError';
	}
}

/** No answer, or only part of one. */
export class UnreachableError extends RequestError {
	/** The system's word for it, such as ECONNREFUSED, for those who search for it. */
	readonly code?: string;
	/** Whether asking again can help at all; not with a wrong certificate. */
	readonly repeatable: boolean;

	constructor(
		message: string,
		asked: Asked,
		/** Whether the server can have received the request: `no` only where that is certain. */
		readonly arrived: 'no' | 'unknown',
		{ code, advice, repeatable = true, cause }: { code?: string; advice?: string; repeatable?: boolean; cause?: unknown } = {},
	) {
		super(message, asked, advice, { cause });
		this.code = code;
		this.repeatable = repeatable;
	}

	get outcome() {
		const what = called(this.asked);
		const code = this.code ? ` (${this.code})` : '';
		if (this.arrived === 'no') return `${what} was not sent${code}`;
		return `${what} got no complete answer${this.asked.reads ? '' : ' and may have been carried out'}${code}`;
	}
}

/** The server answered something that its API does not answer: another program, another version, or a defect. */
export class BadAnswerError extends RequestError {
	constructor(
		message: string,
		asked: Asked,
		override readonly status: number | undefined,
		advice?: string,
		options?: ErrorOptions,
	) {
		super(message, asked, advice, options);
	}

	get outcome(): string {
		return answered(this);
	}
}

/** What the user entered cannot be used; nothing was sent for it. */
export class InputError extends Error {
	constructor(
		message: string,
		/** What the reader can do about it. */
		readonly advice?: string,
	) {
		super(message);
		this.name = 'InputError';
	}
}

/** The execution was cancelled while this was under way or waiting. */
export class CancelledError extends Error {
	constructor(
		/** What was done until then. */
		readonly description?: string,
	) {
		// n8n tells a cancelled execution from a failed one by this word, in this spelling.
		super('The execution was canceled');
		this.name = 'CancelledError';
	}
}
