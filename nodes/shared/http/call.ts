import type { ZodType } from 'zod/v4';
import type { Asked } from '../errors';
import type { RightLabels } from '../rights';
import type { Route } from './agents';
import type { Answer } from './answer';
import type { Door } from './doors';
import type { Effect } from './retry';
import type { SecretRules } from './secretMemory';
import type { BaseUrl, QueryValue } from './url';

/** A server and the proof of who asks: what a credential comes down to. */
export interface Connection extends Omit<Route, 'origin'> {
	/** As the user entered it. */
	baseUrl: string;
	/** Sent with every request; they carry the secret. */
	headers: Readonly<Record<string, string>>;
	/** Sent with every request, for a server that takes its secret here as well; no error shows it. */
	query?: Readonly<Record<string, string>>;
	/** What is sent in the header of Basic Auth, where this credential can send none: "the token". */
	inPlaceOfBasicAuth?: string;
	/** Masked wherever an error repeats what a server said. */
	secrets: readonly string[];
}

/** The server's own words for a no, found in its answer. */
export interface Refusal {
	words: string;
	advice?: string;
	/** The key or token itself was not taken. */
	secretRejected?: boolean;
	/** The account lacks a right for this, or it does not reach as far. */
	forbidden?: boolean;
	/** The server says that it did nothing, so that asking again is safe whatever the effect. */
	nothingDone?: boolean;
}

/** How a system's API speaks: one object a system. */
export interface Dialect {
	/** The product's name as users know it. */
	product: string;
	/** What a credential's address looks like, as an error shows it: `https://api.example.com`. */
	exampleAddress: string;
	/** What happens to a secret that was rejected. */
	secret: SecretRules;
	/**
	 * Tells a no from a yes; must find the server's words in every shape of error that this API has.
	 * @param asked what was asked, for advice that depends on it; undefined where that is not known
	 */
	refusal(answer: Answer, asked?: Asked): Refusal | undefined;
	/** Every path of this API ends in a slash, and the server redirects those that do not. */
	endsInSlash?: boolean;
	/** How the product's own pages call its rights, by the server's words. */
	rightLabels?: RightLabels;
	/** What may answer instead of this product, in addition to the doors that any server may be behind. */
	doors?: readonly Door[];
	/** What may be wrong with the address when something else than this product answers there. */
	addressAdvice(url: BaseUrl): string;
}

/** One request. */
export interface Call<T> {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Path segments, encoded one by one. */
	path: ReadonlyArray<string | number>;
	query?: Readonly<Record<string, QueryValue>>;
	/** Sent as JSON. */
	json?: unknown;
	effect: Effect;
	/** It changes nothing, although it is sent with more care than that: no error says that it may have been carried out. */
	onlyReads?: boolean;
	/** What the account needs for it, in the server's own words: an error names them. None where any account will do, or where it is not known. */
	rights?: readonly string[];
	/** What the server answers; what does not fit is a {@link BadAnswerError}. */
	answer: ZodType<T>;
	/** Statuses that are an answer and not a refusal, such as a 404 for "nothing found". */
	alsoFine?: readonly number[];
	/** A refusal that this request may get for a passing reason, beyond those that the dialect and the status tell. */
	nothingDoneIf?: (refusal: Refusal, status: number) => boolean;
	/** Asked to find out whether the right server answers: whatever goes wrong, the address is worth a look. */
	provesAddress?: boolean;
	/** Its route was entered by hand: where the server has none such, that is what to look at. */
	isRaw?: boolean;
	/** An answer that is not JSON is fine as well: `answer` then gets its text. A web page only where the route was entered by hand. */
	orText?: boolean;
	/** A web page among texts is handed on as well: who asks knows better what it means for what was asked. */
	orPage?: boolean;
	/** An answer of this content type is fine as well: `answer` then gets its bytes, as a Buffer. */
	orFile?: string;
	/** Its answer holds a secret, such as a token or a link that lets anybody in: no error repeats any of it. */
	isSecret?: boolean;
	/** Bytes; 8 MB by default, {@link COMPLETE_LIST} for lists without paging. */
	limit?: number;
	/** How long one attempt may take, in ms; 30 s by default. All attempts together take twice as long at most. */
	timeoutMs?: number;
}

/** Whether it changes nothing at the server: then there is nothing that may have been carried out. */
export function onlyReads({ effect, onlyReads: said }: Pick<Call<unknown>, 'effect' | 'onlyReads'>): boolean {
	return effect === 'read' || said === true;
}

/** Limit in bytes for answers that hold a complete list. */
export const COMPLETE_LIST = 256_000_000;
