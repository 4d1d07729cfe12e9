import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, ForbiddenError } from '../errors';
import { Gate } from '../gate';
import type { FleetDetails, FleetSource } from './source';
import type { FleetRecord } from './types';

const DAY_MS = 86_400_000;
/** About 40 MB. */
const MOST_REMEMBERED = 200_000;
/** Requests for details at the same time: each is answered by a server that has other things to do. */
const AT_ONCE = 6;

interface Remembered {
	at: number;
	/** Of the agent, when it was asked. */
	version: string | null;
	details: FleetDetails;
}

/** What was read of agents in this process, by server, account and agent. After a day, or an update of the agent, it is read again. */
const remembered = new Map<string, Remembered>();

export interface Reading<C> {
	source: FleetSource<C>;
	client: C;
	/** The server and the account, as a hash or the like: no secret. */
	scope: string;
	/** Most agents to ask for in one run. */
	most: number;
	/** After so many ms it continues with what is known by then; what is still under way is remembered when it comes. */
	patienceMs?: number;
	now: number;
}

export interface Read {
	records: FleetRecord[];
	/** Agents that were not requested, because there are more than a run may ask for. */
	left: number;
	/** Agents of which nothing could be read, and why not of the first. */
	failed: number;
	why?: string;
	/**
	 * Something was never read of some: they were not asked yet or did not answer in time, or most could not be read for now. What they have in
	 * common with others is seen later.
	 */
	isUnread: boolean;
}

/**
 * The records with what a request about each tells. What is known from the last day is not requested again, unless the agent was updated. The
 * question for one that fails costs no other its details; a missing right ends the asking.
 * @throws CancelledError
 */
export async function withDetails<C>(records: readonly FleetRecord[], { source, client, scope, most, patienceMs, now }: Reading<C>): Promise<Read> {
	if (!source.details || most < 1) return { records: [...records], left: 0, failed: 0, isUnread: false };
	const keyOf = ({ device: { id } }: FleetRecord) => `${scope} ${id}`;
	const unknown = records.filter((record) => !isKnown(remembered.get(keyOf(record)), record, now));
	// Those that are online first: what they tell is used most.
	const asked = [...unknown].sort((a, b) => Number(b.device.online === true) - Number(a.device.online === true)).slice(0, most);
	const { isForbidden, ...outcome } = await askEach(asked, patienceMs, async (record) => remember(keyOf(record), { at: now, version: record.device.version, details: await source.details!(client, record.device) }));
	const merged = records.map((record) => ({ ...record, ...definite(remembered.get(keyOf(record))?.details) }));
	const unread = records.filter((record) => !remembered.has(keyOf(record))).length;
	// One that fails each time holds nothing up, and neither does a right that is missing.
	const isUnread = !isForbidden && (unread > outcome.failed || unread * 2 > records.length);
	return { records: merged, left: unknown.length - asked.length, ...outcome, isUnread };
}

async function askEach(asked: readonly FleetRecord[], patienceMs: number | undefined, ask: (record: FleetRecord) => Promise<void>): Promise<Pick<Read, 'failed' | 'why'> & { isForbidden: boolean }> {
	const gate = new Gate(AT_ONCE);
	let failed = 0;
	let why: string | undefined;
	let isForbidden = false;
	let isOver = false;
	const all = Promise.all(
		asked.map(async (record) =>
			await gate.run(async () => {
				if (isOver) return;
				if (isForbidden) return void failed++;
				try {
					await ask(record);
				} catch (error) {
					if (error instanceof CancelledError) throw error;
					isForbidden ||= error instanceof ForbiddenError;
					failed++;
					why ??= (error as Error).message;
				}
			}),
		),
	);
	if (patienceMs === undefined) await all;
	else {
		// What is cancelled after that is nobody's failure.
		all.catch(() => {});
		await Promise.race([all, sleep(patienceMs, undefined, { ref: false })]);
	}
	isOver = true;
	return { failed, isForbidden, ...(why !== undefined && { why }) };
}

function isKnown(known: Remembered | undefined, { device }: FleetRecord, now: number): boolean {
	return known !== undefined && known.version === device.version && now - known.at < DAY_MS && now >= known.at;
}

function remember(key: string, what: Remembered): void {
	remembered.delete(key);
	remembered.set(key, what);
	if (remembered.size <= MOST_REMEMBERED) return;
	const [oldest] = remembered.keys();
	remembered.delete(oldest!);
}

/** What is not known takes the place of nothing. */
function definite(details: FleetDetails = {}): FleetDetails {
	return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value !== undefined));
}

/** For tests: as in a process that has just started. */
export function forgetDetails(): void {
	remembered.clear();
}
