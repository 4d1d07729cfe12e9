import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { without } from '../without';

/**
 * n8n saves what a trigger keeps before the workflow has run, and never runs again what was under way when it was killed. So the events that
 * were handed over last are kept, and handed over once more by an n8n that starts again soon after.
 */
interface Batch {
	/** ISO 8601, n8n's clock. */
	at: string;
	items: IDataObject[];
}

/** Characters of JSON beyond which events are kept without the server's own records. */
const LARGE = 100_000;

const compress = promisify(gzip) as (data: string) => Promise<Buffer>;
const decompress = promisify(gunzip) as (data: Buffer) => Promise<Buffer>;

/**
 * Adds what is handed over now, and forgets what was handed over longer ago than `withinMs`.
 * @returns undefined where there is nothing to keep
 */
export async function keepHanded(kept: string | undefined, items: readonly INodeExecutionData[], { now, withinMs }: { now: Date; withinMs: number }): Promise<string | undefined> {
	if (items.length === 0 || withinMs === 0) return withinMs === 0 ? undefined : kept;
	const batch: Batch = { at: now.toISOString(), items: items.map(({ json }) => json) };
	return await packed([...(await recent(kept, { now, withinMs })), batch]);
}

/** What was handed over so recently that n8n may have been killed before its workflow had run, marked as a repeat. Unreadable is nothing. */
export async function toRepeat(kept: string | undefined, about: { now: Date; withinMs: number }): Promise<INodeExecutionData[]> {
	return (await recent(kept, about)).flatMap(({ items }) => items.map((json) => ({ json: { ...json, repeated: true } })));
}

async function recent(kept: string | undefined, { now, withinMs }: { now: Date; withinMs: number }): Promise<Batch[]> {
	if (kept === undefined || withinMs === 0) return [];
	try {
		const batches = JSON.parse((await decompress(Buffer.from(kept, 'base64'))).toString('utf8')) as Batch[];
		// A clock that was set back does not make it older than it is.
		return batches.filter(({ at }) => now.getTime() - Date.parse(at) <= withinMs);
	} catch {
		return [];
	}
}

async function packed(batches: readonly Batch[]): Promise<string> {
	const json = JSON.stringify(batches);
	if (json.length <= LARGE) return (await compress(json)).toString('base64');
	const withoutRaw = batches.map(({ at, items }) => ({ at, items: items.map((item) => without(item, 'raw')) }));
	return (await compress(JSON.stringify(withoutRaw))).toString('base64');
}
