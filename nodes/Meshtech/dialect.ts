import type { Asked } from '../shared/errors';
import type { Answer } from '../shared/http/answer';
import type { Dialect, Refusal } from '../shared/http/call';

/** What a rejected sign-in does there is not documented: rare enough that no account should be locked, and soon enough for anyone who corrected it. */
export const REMEMBERED_MS = 5 * 60_000;

const API = 'https://iot-api.meshtech.no/api/v1';
const SIGN_IN = 'https://ops-api.meshtech.no/api/v1/auth/login';
const API_ADVICE = `Check 'API URL' in the credential: Meshtech documents ${API}.`;

/**
 * Meshtech does not document its error format: the words are looked for wherever APIs of this kind have them.
 */
export const dialect: Dialect = {
	product: 'Meshtech',
	exampleAddress: API,
	secret: { name: 'token', rememberedMs: REMEMBERED_MS },
	refusal({ status, json, text }, asked) {
		const words = wordsIn(json);
		if (status < 400) return isNo(json) ? { words: words ?? 'Meshtech reported a failure without a reason' } : undefined;
		if (status === 401) return { words: words ?? shortText(text) ?? 'Unauthorized', secretRejected: true };
		return words ? { words, advice: adviceFor(status, asked) } : undefined;
	},
	addressAdvice: () => API_ADVICE,
};

/** The same for signing in, where a 200 may be a no, and any no is one to user name and password. */
export const signInDialect: Dialect = {
	product: 'Meshtech',
	exampleAddress: SIGN_IN,
	secret: { name: 'user name and password', rememberedMs: REMEMBERED_MS },
	refusal({ status, json, text }) {
		const { status: said } = (typeof json === 'object' && json !== null ? json : {}) as { status?: unknown };
		const isNo = typeof said === 'string' && said.toUpperCase() !== 'SUCCESS';
		if (status < 400 && !isNo) return undefined;
		const words = [...new Set([isNo ? said : undefined, wordsIn(json)])].filter((part) => part !== undefined);
		if (words.length === 0 && status !== 401) return undefined;
		return { words: words.join(': ') || (shortText(text) ?? 'Unauthorized'), ...(isAboutSecret(status) && REJECTED) };
	},
	addressAdvice: () => `Check 'Sign-In URL' in the credential: Meshtech documents ${SIGN_IN}.`,
};

const REJECTED: Omit<Refusal, 'words'> = {
	secretRejected: true,
	advice: "Check user name and password in the credential: they are those of Meshtech's Device Management Portal. If they are right, check 'Sign-In URL'.",
};

/** A no that goes without its status. What else a 200 says is no business of ours: a job may well tell of an error of its own. */
function isNo(json: Answer['json']): boolean {
	return typeof json === 'object' && json !== null && (json as { success?: unknown }).success === false;
}

/** Not a missing path, nor a server that is busy or broken. */
function isAboutSecret(status: number): boolean {
	return status < 500 && ![404, 405, 408, 429].includes(status);
}

/** What is requested as a whole, and not by an ID. */
const COLLECTION = /\/(devices|labels)$/;

function adviceFor(status: number, asked?: Asked): string | undefined {
	if (status === 403) return 'The user of the credential may not be allowed to do this in the Device Management Portal.';
	if (status === 404 && asked && COLLECTION.test(asked.path)) return API_ADVICE;
	if (status === 404) return 'Meshtech has nothing with this ID or name: it may have been released or removed.';
	if (status === 400 || status === 422) return 'Check the values in the node.';
	return undefined;
}

/** Levels that words are looked for in: what is nested without end has none. */
const DEEPEST = 20;

/** One field or list of fields after the other, as JSON APIs and their frameworks name them. */
function wordsIn(json: Answer['json'], depth = 0): string | undefined {
	if (typeof json === 'string' && json.trim()) return json;
	if (typeof json !== 'object' || json === null || depth > DEEPEST) return undefined;
	const { message, Message, error, errorMessage, detail, title, errors } = json as Record<string, unknown>;
	const inside = typeof error === 'object' ? wordsIn(error, depth + 1) : error;
	const texts = [message, Message, inside, errorMessage, title, detail, ...listed(errors, depth + 1)].filter((part): part is string => typeof part === 'string' && part.trim() !== '');
	const unique = [...new Set(texts)];
	return unique.length > 1 ? `${unique[0]!} (${unique.slice(1).join(': ')})` : unique[0];
}

/** Problems by field, or a plain list of them. */
function listed(errors: unknown, depth: number): unknown[] {
	if (typeof errors !== 'object' || errors === null) return [];
	return Object.values(errors).flatMap((each: unknown) => (Array.isArray(each) ? each : [typeof each === 'object' ? wordsIn(each, depth) : each]));
}

function shortText(text: string): string | undefined {
	return text.trim() && !/^\s*[<{[]/.test(text) ? text : undefined;
}
