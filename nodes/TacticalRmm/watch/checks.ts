import { createHash } from 'node:crypto';
import { ForbiddenError, RefusedError } from '../../shared/errors';
import type { Occurrence } from '../../shared/watch/types';
import { severityOf, toCheck } from '../check';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import type { AgentCheck, AgentRow } from '../schemas/agents';
import { whereaboutsOf, type Known } from './agents';
import { carried, carry } from './carried';
import { eachAlone } from './eachAlone';

const KIND = 'checks';
/** Agents whose checks are read in one look, because their counts changed; the rest are left to the next. */
const READ_EACH = 40;
/** Agents with failing checks and unchanged counts that are read in one look: one check may have failed as another one passed. */
const READ_AGAIN = 5;
const AT_ONCE = 8;

/** What is remembered of an agent with failing checks, or with any that have failed. */
interface Remembered {
	/** Of failing checks, by severity, as the list of agents had them. */
	counts: string;
	/** false for one that had failing checks when the watch began, and whose checks were not read yet: they are no news. */
	read: boolean;
	/** For each check how often it was seen to fail; negative while it passes. */
	failures: Record<string, number>;
}

interface Memory {
	/** When it began, by the server's clock: tells failures counted then from those counted later. */
	epoch: string;
	agents: Record<string, Remembered>;
}

export interface ChecksWanted {
	/** All agents that are watched. */
	rows: readonly AgentRow[];
	known: ReadonlyMap<string, Known>;
	/** From when on checks are reported; '' at the first look. ISO 8601. */
	from: string;
	/** What the last look carried over. */
	open: readonly string[];
	/** What a filter keeps back: given again for as long as the check fails. */
	held: ReadonlyArray<Pick<Occurrence, 'event' | 'key'>>;
}

/**
 * One look at checks. The list of agents has only counts of what fails, made again every 3 minutes and all zero for a while after
 * the server has started: they tell whose checks to read, and nothing else.
 */
export async function lookAtChecks(client: TacticalRmmClient, { rows, known, from, open, held }: ChecksWanted): Promise<ChecksSeen> {
	const now = client.serverNow().toISOString();
	const before = carried<Memory>(open, KIND)?.content;
	const epoch = before?.epoch ?? now;
	const { toRead: changed, kept, countsOf } = survey(rows, before, now);
	const isHeld = new Set(held.filter(({ event }) => event === 'checkFailing').map(({ key }) => key));
	const waits = (agentId: string) => [...isHeld].some((key) => key.startsWith(`${agentId}:`));
	const toRead = [...new Set([...changed, ...rows.filter(({ agent_id: id }) => isHeld.size > 0 && waits(id))])];
	const { read, failed } = await readChecks(client, toRead);
	const occurrences: Occurrence[] = [];
	for (const { row, checks } of read) {
		const remembered = before?.agents[row.agent_id];
		const { failures, turned } = compare(checks, remembered?.failures ?? {});
		kept.set(row.agent_id, { counts: countsOf(row) ?? NOTHING, read: true, failures });
		// What failed when the watch began is no news. The first look has it anyway, as an example for anyone who tries the trigger out.
		const isNews = before === undefined || remembered?.read !== false;
		const again = checks.filter((check) => check.check_result.status === 'failing' && isHeld.has(keyOf(row.agent_id, check)) && !turned.includes(check));
		if (isNews) for (const check of [...turned, ...again]) occurrences.push(occurrenceOf(check, row.agent_id, { known, from, now, epoch, times: Math.abs(failures[check.id]!) }));
	}
	// In one order, so that what is the same is seen to be the same.
	const agents = Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
	const unasked = held.filter(({ key }) => failed.some((id) => key.startsWith(`${id}:`)));
	return { occurrences, unasked, open: [carry(KIND, { epoch, agents } satisfies Memory, { at: now, open })] };
}

/** What one look at checks gave. */
export interface ChecksSeen {
	occurrences: Occurrence[];
	/** Of agents whose checks could not be read. */
	unasked: ReadonlyArray<Pick<Occurrence, 'event' | 'key'>>;
	open: string[];
}

/** Whose checks are to be read now, and what is remembered of all agents as long as they are not. */
function survey(rows: readonly AgentRow[], before: Memory | undefined, now: string) {
	const isCounted = rows.some(({ checks }) => countOf(checks, 'total') > 0);
	const countsOf = ({ checks, agent_id }: AgentRow) => {
		// Nothing at all for nobody at all: the server has not counted yet.
		if (!isCounted) return before?.agents[agent_id]?.counts;
		return ['failing', 'warning', 'info'].map((severity) => countOf(checks, severity)).join('/');
	};
	const kept = new Map<string, Remembered>();
	const changed: AgentRow[] = [];
	const unread: AgentRow[] = [];
	const asBefore: AgentRow[] = [];
	for (const row of rows) {
		const remembered = before?.agents[row.agent_id];
		const counts = countsOf(row);
		if (remembered) kept.set(row.agent_id, remembered);
		else if (counts === undefined || counts === NOTHING) continue;
		else if (!before) kept.set(row.agent_id, { counts, read: false, failures: {} });
		if (remembered?.read === false) unread.push(row);
		else if (remembered?.counts !== counts) changed.push(row);
		else if (counts !== NOTHING || Object.values(remembered?.failures ?? {}).some((times) => times > 0)) asBefore.push(row);
	}
	const toRead = [...[...changed, ...unread].slice(0, READ_EACH), ...inTurn(asBefore, Date.parse(now))];
	return { toRead, kept, countsOf };
}

/** Which checks fail now and did not, or pass now and failed; and how often each was seen to fail by now, negative while it passes. */
function compare(checks: readonly AgentCheck[], before: Remembered['failures']): { failures: Remembered['failures']; turned: AgentCheck[] } {
	const failures: Remembered['failures'] = {};
	const turned: AgentCheck[] = [];
	for (const check of checks) {
		const times = before[check.id] ?? 0;
		const { status } = check.check_result;
		// One that is pending, since it was reset, has neither failed nor passed.
		const turns = (status === 'failing' && times <= 0) || (status === 'passing' && times > 0);
		const next = !turns ? times : times > 0 ? -times : 1 - times;
		if (next !== 0) failures[check.id] = next;
		if (turns) turned.push(check);
	}
	return { failures, turned };
}

const NOTHING = '0/0/0';

function countOf(checks: unknown, name: string): number {
	const count = (checks as Record<string, unknown> | null | undefined)?.[name];
	return typeof count === 'number' ? count : 0;
}

/** Others in every minute. */
function inTurn(rows: readonly AgentRow[], now: number): AgentRow[] {
	const from = Math.floor(now / 60_000) * READ_AGAIN;
	return Array.from({ length: Math.min(READ_AGAIN, rows.length) }, (_, index) => rows[(from + index) % rows.length]!);
}

interface Read {
	read: Array<{ row: AgentRow; checks: AgentCheck[] }>;
	/** Agents whose checks could not be read. */
	failed: string[];
}

/**
 * With their results; an agent that is gone by now, or out of sight, has none.
 * @throws ForbiddenError where the key may see the agents and not their checks
 */
async function readChecks(client: TacticalRmmClient, rows: readonly AgentRow[]): Promise<Read> {
	const found: Read = { read: [], failed: [] };
	for (let start = 0; start < rows.length; start += AT_ONCE) {
		const some = new Map(rows.slice(start, start + AT_ONCE).map((row) => [row.agent_id, row]));
		for (const [id, { value: checks, failed }] of await eachAlone([...some.keys()], async (each) => await checksOf(client, each))) {
			if (failed) found.failed.push(id);
			else if (checks) found.read.push({ row: some.get(id)!, checks });
		}
	}
	return found;
}

async function checksOf(client: TacticalRmmClient, agentId: string): Promise<AgentCheck[] | undefined> {
	try {
		return await client.agents.checks(agentId);
	} catch (error) {
		if (error instanceof RefusedError && error.status === 404) return undefined;
		if (error instanceof ForbiddenError && (await whereaboutsOf(client, agentId, {})) !== 'present') return undefined;
		throw error;
	}
}

interface Circumstances extends Pick<ChecksWanted, 'known' | 'from'> {
	now: string;
	epoch: string;
	/** Which failure of this check it is, counted from 1. */
	times: number;
}

function keyOf(agentId: string, { id }: AgentCheck): string {
	return `${agentId}:${id}`;
}

function occurrenceOf(check: AgentCheck, agentId: string, { known, from, now, epoch, times }: Circumstances): Occurrence {
	const agent = known.get(agentId)!;
	const { status, last_run } = check.check_result;
	const lastRun = toIsoTime(last_run);
	return {
		event: status === 'failing' ? 'checkFailing' : 'checkPassing',
		key: keyOf(agentId, check),
		proof: `${times}-${createHash('sha256').update(epoch).digest('base64url').slice(0, 6)}`,
		// A run that was noticed late counts as of now.
		[status === 'failing' ? 'begins' : 'ends']: `check ${keyOf(agentId, check)}`,
		at: lastRun !== null && lastRun >= from ? lastRun : now,
		device: agent.device,
		details: { check: toCheck(check, agentId) },
		values: { ...agent.values, severity: severityOf(check) },
		raw: check,
	};
}
