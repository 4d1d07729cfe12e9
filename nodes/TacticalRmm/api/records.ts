import type { ZodType } from 'zod/v4';
import { alone } from '../../shared/alone';
import { InputError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { leftOutOf } from '../../shared/http/rows';
import { withoutSecrets } from '../../shared/text';
import type { Right } from '../rights';
import { anything, sentence } from '../schemas/common';
import { afterwards, ifAllowed, theNewOne, type Unread } from './afterwards';

/** Records of one kind, as the server keeps them: all have the same five routes. */
export interface Kind<R> {
	/** In errors: "policy". */
	what: string;
	/** Path of the list; that of one record has its ID behind it, unless `onePath` says otherwise. */
	path: readonly string[];
	onePath?(id: number): ReadonlyArray<string | number>;
	rights: { read: Right; write: Right };
	/** Rights that some values need as well. */
	rightsFor?(values: Values): readonly Right[];
	list: ZodType<R[]>;
	/** One record by its ID; left out where the server has no such route, and the list is looked through. */
	one?: ZodType<R>;
	/** Its answers hold secrets. */
	isSecret?: boolean;
}

interface Creating<R> {
	/** Whether a new record is the one that was sent. */
	fits(each: R): boolean;
	/** Judges what there is already. @throws InputError */
	refuse?(existing: readonly R[]): void;
	/** Values that no error repeats. */
	secrets?: readonly string[];
}

/** Columns of a record, as the server names them. */
export type Values = Readonly<Record<string, unknown>>;

const LIST_TIMEOUT_MS = 60_000;
/** Shorter texts are part of too many words to be masked. */
const LEAST_SECRET = 3;

/** Records that a server keeps beside its agents: policies, templates, users and the like. Writes are answered by a sentence without the ID. */
export class RecordsApi<R extends { id: number }> {
	constructor(
		protected readonly http: Http,
		protected readonly kind: Kind<R>,
	) {}

	async list(): Promise<R[]> {
		const { path, rights, list, isSecret } = this.kind;
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: [rights.read], answer: list, isSecret, limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS });
	}

	/** @throws RefusedError, or InputError where the list has none of that ID */
	async get(id: number): Promise<R> {
		const { what, rights, one, isSecret } = this.kind;
		if (one) return await this.http.request({ method: 'GET', path: this.pathOf(id), effect: 'read', rights: [rights.read], answer: one, isSecret });
		const all = await this.list();
		const found = all.find((each) => each.id === id);
		if (found) return found;
		const { count } = leftOutOf(all);
		const advice = count > 0 ? `The server's answer about ${count} more could not be read.` : 'It was deleted, or has another ID: choose it from the list again.';
		throw new InputError(`Tactical RMM has no ${what} with the ID ${id}`, advice);
	}

	/**
	 * Creates a record and returns it, found among those that are new; one after the other in this process, so that no two are mixed up. The list
	 * is read before anything is sent: a key that may not read it fails in time.
	 * @throws what `refuse` throws, before anything is sent
	 */
	async create(values: Values, { fits, refuse, secrets = [] }: Creating<R>): Promise<R> {
		const { what, path, isSecret } = this.kind;
		return await alone(`${this.http.key} create ${what}`, async () => {
			const existing = await this.list();
			refuse?.(existing);
			const before = new Set(existing.map(({ id }) => id));
			await keeping(secrets, async () => await this.http.request({ method: 'POST', path, json: values, effect: 'once', rights: this.toWrite(values), answer: sentence, isSecret }));
			return await afterwards(`The ${what} was created`, async () => theNewOne(what, { method: 'POST', path: `/${path.join('/')}/` }, before, await this.list(), fits));
		});
	}

	/** Writes these columns and no others, and returns the record. @param secrets values that no error repeats */
	async update(id: number, values: Values, secrets: readonly string[] = []): Promise<R | Unread> {
		const { what, isSecret } = this.kind;
		const path = this.pathOf(id);
		await keeping(secrets, async () => await this.http.request({ method: 'PUT', path, json: values, effect: 'idempotent', rights: this.toWrite(values), answer: sentence, isSecret }));
		return await ifAllowed(`The ${what} was changed`, async () => await this.get(id));
	}

	/**
	 * Nothing, where the key may write: it asks to change what does not exist. With the right, the answer is that it was not found;
	 * without it, the request is refused before anything is looked for.
	 * @throws ForbiddenError
	 */
	async requireToWrite(): Promise<void> {
		await this.http.request({ method: 'PUT', path: this.pathOf(0), json: {}, effect: 'idempotent', onlyReads: true, rights: [this.kind.rights.write], alsoFine: [404], answer: anything });
	}

	/** Sent once: a second time it would find nothing and be a failure. */
	async delete(id: number): Promise<void> {
		const { rights } = this.kind;
		await this.http.request({ method: 'DELETE', path: this.pathOf(id), effect: 'once', rights: [rights.write], answer: sentence });
	}

	private toWrite(values: Values): Right[] {
		return [this.kind.rights.write, ...(this.kind.rightsFor?.(values) ?? [])];
	}

	private pathOf(id: number): ReadonlyArray<string | number> {
		return this.kind.onePath?.(id) ?? [...this.kind.path, id];
	}
}

/** Does something with values that no error repeats, also if the server does. */
async function keeping<T>(secrets: readonly string[], task: () => Promise<T>): Promise<T> {
	try {
		return await task();
	} catch (error) {
		if (error instanceof Error) error.message = withoutSecrets(error.message, secrets.filter((each) => each.length >= LEAST_SECRET));
		throw error;
	}
}
