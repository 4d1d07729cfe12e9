import { createHash } from 'node:crypto';
import { choices, flag, optionalText, type Choice } from '../shared/fields';
import { fitsPattern } from '../shared/watch/filters';
import { byId } from '../shared/watch/sightings';
import type { EventName, Occurrence, Sighting, Value } from '../shared/watch/types';
import type { Wants } from '../shared/watch/watch';
import type { LogFilter, MeshCentralClient } from './client';
import { isoTime } from './resources/times';
import { NEEDS, type Need } from './rights';
import type { EventRecord } from './schemas';

/** What people do, as the server's event log has it: remote sessions, sign-ins, commands. */
export const peopleEvents: ReadonlyArray<Choice<EventName>> = [
	{ name: 'Command Run', value: 'commandRun', description: 'Somebody runs a command on a device. Its text is reported only with \'Include Raw\'.' },
	{ name: 'Session Ended', value: 'sessionEnded', description: 'A remote session on a device ends: terminal, desktop or files' },
	{ name: 'Session Started', value: 'sessionStarted', description: 'Somebody opens a remote session on a device. Reported only to full administrators of the server.' },
	{ name: 'Sign-In Failed', value: 'signInFailed', description: 'A sign-in on the web page is refused. Reported only to accounts that manage users.' },
	{ name: 'Signed In', value: 'signedIn', description: 'Somebody signs in on the web page. Reported only to accounts that manage users.' },
];

export const peopleFilters = {
	leaveOutOwn: flag({
		displayName: 'Leave Out Own',
		default: true,
		description: "Whether to leave out sessions, sign-ins and commands of the credential's own account. They are left out unless you add this and turn it off.",
	}),
	sessionKinds: choices({
		displayName: 'Session Kinds',
		allowNone: true,
		description: 'Which remote sessions to report',
		options: [
			{ name: 'Desktop', value: 'desktop' },
			{ name: 'Files', value: 'files' },
			{ name: 'Other', value: 'other' },
			{ name: 'Terminal', value: 'terminal' },
		],
	}),
	userPattern: optionalText({
		displayName: 'User',
		placeholder: 'e.g. admin*',
		description: 'Whose sessions, sign-ins and commands to report. Wildcards: * for any text, ? for one character.',
	}),
};

interface PeopleFilters {
	leaveOutOwn?: boolean;
	sessionKinds?: readonly string[];
	userPattern?: string;
}

/** Whether it is about what somebody does. */
export function isAboutPeople(values: Readonly<Record<string, Value>>): boolean {
	return values.user !== undefined;
}

/** Filters by who does what; those by device are for what is done on one. */
export function passesPeople({ leaveOutOwn = true, sessionKinds = [], userPattern }: PeopleFilters, values: Readonly<Record<string, Value>>): boolean {
	const { user, kind, own } = values;
	return !(leaveOutOwn && own === 1) && fitsPattern(userPattern, user) && (kind === null || sessionKinds.length === 0 || sessionKinds.some((each) => each === kind));
}

/** The log has them for these only, and says nothing of it to others (measured). */
const NEEDED: Readonly<Partial<Record<EventName, Need>>> = { sessionStarted: { on: 'server', full: true }, signedIn: NEEDS.users, signInFailed: NEEDS.users };
/** The part of the log that holds it, where the server can give that alone. */
const PART: Readonly<Partial<Record<EventName, LogFilter>>> = { commandRun: 'runcommands', sessionEnded: 'relaylog', sessionStarted: 'relaylog' };
const HOUR_MS = 60 * 60_000;

/** What people did since the log was read last. */
export async function lookAtPeople(client: MeshCentralClient, { events, logFrom }: Wants, sightings: readonly Sighting[], isPart: boolean): Promise<Occurrence[]> {
	const chosen = peopleEvents.map(({ value }) => value).filter((event) => events.has(event));
	const since = logFrom ? new Date(logFrom) : new Date(client.serverNow().getTime() - HOUR_MS);
	const needs = chosen.flatMap((event) => NEEDED[event] ?? []);
	const parts = new Set(chosen.map((event) => PART[event]));
	// What is in no part of its own needs the whole log, which has the rest as well.
	const wanted = parts.has(undefined) ? [undefined] : [...parts];
	const own = await client.ownId();
	const all: Occurrence[] = [];
	for (const part of wanted) all.push(...toOccurrences(await client.log({ since, part, needs }), sightings, own));
	return isPart ? all.filter(({ device, raw }) => device !== null || !(raw as EventRecord).nodeid) : all;
}

/** Numbers of the log's entries, and which kind of session each is about (measured, 9 and 13 read in the source). */
const STARTED: Readonly<Record<number, string>> = { 13: 'other', 14: 'terminal', 15: 'desktop', 16: 'files' };
const ENDED: Readonly<Record<number, string>> = { 9: 'other', 10: 'terminal', 11: 'desktop', 12: 'files' };
/** Why a sign-in was refused (109 and 110 measured, the others read in the source). */
const REASONS: Readonly<Record<number, string>> = { 108: 'second factor', 109: 'account locked', 110: 'user name or password', 155: 'denied' };
const SHELLS = ['default', 'cmd', 'powershell', 'sh', 'agent console'];

/** Entries of the log, newest first as they come; those that are about something else, or cannot be read, are passed over. */
export function toOccurrences(entries: readonly EventRecord[], sightings: readonly Sighting[], own: string | undefined): Occurrence[] {
	const devices = byId(sightings);
	const counted = new Map<string, number>();
	return entries.flatMap((entry): Occurrence[] => {
		const at = isoTime(Date.parse(entry.time));
		const told = at === null ? undefined : tellingOf(entry, at);
		if (at === null || !told) return [];
		const sighting = entry.nodeid ? devices.get(entry.nodeid) : undefined;
		const { name = null, platform = null, tagList = null } = sighting?.values ?? {};
		const values = { user: userOf(entry), kind: told.kind ?? null, own: Number(own !== undefined && entry.userid === own), name, platform, tagList };
		return [{ event: told.event, key: told.key ?? keyOf(entry, counted), at, device: sighting?.device ?? null, details: told.details, values, raw: entry, ...told.pair }];
	});
}

interface Told {
	event: EventName;
	key?: string;
	kind?: string;
	details: object;
	pair?: Pick<Occurrence, 'begins' | 'ends'>;
}

function tellingOf(entry: EventRecord, at: string): Told | undefined {
	const { action, msgid } = entry as EventRecord & { msgid?: unknown };
	if (action === 'relaylog') return sessionOf(entry, Number(msgid), at);
	if (action === 'runcommands') return { event: 'commandRun', details: { command: { user: userOf(entry), deviceId: entry.nodeid ?? null, shell: SHELLS[Number(member(entry, 'cmdType'))] ?? null } } };
	if (action === 'login') return { event: 'signedIn', details: { signIn: signInOf(entry) } };
	if (action === 'authfail') return { event: 'signInFailed', details: { signIn: { ...signInOf(entry), reason: REASONS[Number(msgid)] ?? null } } };
	return undefined;
}

function sessionOf(entry: EventRecord, msgid: number, at: string): Told | undefined {
	const kind = STARTED[msgid] ?? ENDED[msgid];
	const [id, from, , length] = argsOf(entry);
	if (kind === undefined || typeof id !== 'string') return undefined;
	const isEnd = ENDED[msgid] !== undefined;
	const seconds = isEnd && typeof length === 'number' ? length : null;
	const startedAt = isEnd ? (seconds === null ? null : isoTime(Date.parse(at) - seconds * 1000)) : at;
	const session = {
		id,
		kind,
		user: userOf(entry),
		/** Who came by a share link. */
		guest: textOf(member(entry, 'guestname')),
		from: textOf(from),
		deviceId: entry.nodeid ?? null,
		startedAt,
		endedAt: isEnd ? at : null,
		seconds,
		bytesIn: numberOf(member(entry, 'bytesin')),
		bytesOut: numberOf(member(entry, 'bytesout')),
	};
	return { event: isEnd ? 'sessionEnded' : 'sessionStarted', key: id, kind, details: { session }, pair: isEnd ? { ends: `session ${id}` } : { begins: `session ${id}` } };
}

function signInOf(entry: EventRecord): object {
	const [address, browser, system] = argsOf(entry);
	return { user: userOf(entry), from: textOf(member(entry, 'ip')) ?? textOf(address), browser: textOf(browser), system: textOf(system), tokenName: textOf(member(entry, 'tokenName')) };
}

/** Entries have no id. Three of 781 were the same in all of this (measured), and are counted. */
function keyOf({ time, action, userid, nodeid, ...rest }: EventRecord, counted: Map<string, number>): string {
	const { msgid, msgArgs } = rest as Record<string, unknown>;
	const digest = createHash('sha256').update(JSON.stringify([time, action, msgid, userid, nodeid, msgArgs])).digest('base64url').slice(0, 12);
	const count = counted.get(digest) ?? 0;
	counted.set(digest, count + 1);
	return count === 0 ? `${time}:${digest}` : `${time}:${digest}:${count}`;
}

function userOf({ username, userid }: EventRecord): string | null {
	return username ?? userid?.split('/').at(-1) ?? null;
}

const member = (entry: EventRecord, name: string): unknown => (entry as Record<string, unknown>)[name];
const argsOf = (entry: EventRecord): readonly unknown[] => {
	const args = member(entry, 'msgArgs');
	return Array.isArray(args) ? args : [];
};
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
