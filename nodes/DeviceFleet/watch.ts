import type { Device } from '../shared/device';
import { flag, optionalText, wholeNumber } from '../shared/fields';
import { isRandomMac } from '../shared/fleet/evidence';
import type { FleetDevice } from '../shared/fleet/fleetDevice';
import { eachInTurns } from '../shared/fleet/turns';
import { InputError } from '../shared/errors';
import { fitsPattern } from '../shared/watch/filters';
import type { Occurrence, Snapshot, Value } from '../shared/watch/types';
import { watchOf, type Wants } from '../shared/watch/watch';
import type { Fleet, FleetClient } from './client';
import { judged, keyOf, namesOf, type Condition, type ConditionName } from './conditions';
import { accessFields, questionOf, reading, systemsField } from './fields';
import { Ledger, type Entry } from './ledger';
import { deviceFleet, SOURCE } from './system';
import { systems } from './systems';

const HOUR_MS = 3_600_000;
/** A day of polls gets through thousands of agents, and none of them is held up. */
const DETAILS_AT_MOST = 50;
const DETAILS_PATIENCE_MS = 10_000;

const filters = {
	leaveOutRandom: flag({ displayName: 'Leave Out Random MACs', default: true, description: 'Whether to leave out devices that are known only by a random MAC address, as phones use' }),
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. pc-*', description: 'Any of its names. Wildcards: * for any text, ? for one character.' }),
};

const more = {
	conflictFor: wholeNumber({ displayName: 'Conflict for at Least (Minutes)', default: 60, min: 0, max: 43_200, description: "How long two systems must disagree before 'Conflict' is reported" }),
	detailsAtMost: wholeNumber({
		displayName: 'Maximum Agents Per Poll',
		default: DETAILS_AT_MOST,
		min: 0,
		max: 1_000,
		description: 'For how many agents of each system one poll reads the network cards and the MeshCentral ID. They are remembered for a day. Enter 0 to skip this.',
	}),
	notSeenFor: wholeNumber({ displayName: 'Not Seen for at Least (Days)', default: 30, min: 1, max: 3_650, description: "How long an agent must be silent, or online but not on the network, before 'Agent Not Seen' is reported" }),
	ownRules: reading.ownRules,
	reportExisting: flag({ displayName: 'Report Existing Conditions', default: false, description: 'Whether the second poll reports conditions that existed when the workflow was activated. If off, only later ones are reported.' }),
	unmanagedFor: wholeNumber({ displayName: 'Unmanaged for at Least (Hours)', default: 24, min: 0, max: 8_760, description: "How long a device must be on the network without an agent before 'Unmanaged Device' is reported" }),
};

/** The fleet as it is watched: each look reads all chosen systems, and what is wrong for long enough is reported once, and its end as well. */
export const deviceFleetWatch = watchOf<FleetClient>()({
	system: deviceFleet,
	events: [
		{ name: 'Agent Not Seen', value: 'agentNotSeen', description: 'An agent has been silent for 30 days, or online but not on the network for that long' },
		{ name: 'Condition Ended', value: 'conditionOver', description: 'A reported condition has ended' },
		{ name: 'Conflict', value: 'deviceConflict', description: 'Two systems have disagreed for an hour about the name of a device, or about whether it is online' },
		{ name: 'Duplicate Agent', value: 'duplicateAgent', description: 'A computer has two agents of the same system, such as after a reinstallation' },
		{ name: 'Unmanaged Device', value: 'unmanagedDevice', description: 'A device has been on the network for 24 hours and certainly has no agent in any of the chosen systems' },
	],
	watchable: [],
	watchedByDefault: [],
	filters,
	filteredBy: () => ['names', 'isRandom'],
	passes: ({ leaveOutRandom, namePattern }, { names, isRandom, isOver }) =>
		// The end of what was never reported is none: see Record in the engine.
		isOver !== 1 && !(leaveOutRandom === true && isRandom === 1) && String(names ?? '').split('\n').some((name) => fitsPattern(namePattern, name)),
	provedByLog: ['agentNotSeen', 'conditionOver', 'deviceConflict', 'duplicateAgent', 'unmanagedDevice'],
	isOfRecords: true,
	scope: { systems: systemsField, ...accessFields },
	more,

	async look(client, wants) {
		requireSystems(wants);
		const fleet = await client.fleet({ patienceMs: DETAILS_PATIENCE_MS, ...questionOf({ ownRules: [], detailsAtMost: DETAILS_AT_MOST, ...wants.chosen, readDetails: true, continueWithout: false }), includeArchived: true });
		return await snapshotOf(fleet, wants);
	},

	async whereabouts() {
		return await Promise.resolve('out of sight');
	},
});

/** @throws InputError where the chosen events need systems of both kinds, and those of one are chosen */
function requireSystems({ events, chosen }: Wants): void {
	const has = (kind: string) => systems.some(({ source, fleet }) => fleet.rowsAre === kind && (chosen.systems as string[]).includes(source));
	if (!events.has('unmanagedDevice') || (has('networkCards') && has('agents'))) return;
	throw new InputError("'Unmanaged Device' needs a system that sees the network and one that has agents", "Choose both in 'Systems', such as NetAlertX and Tactical RMM.");
}

async function snapshotOf({ parts, groups, devices, whole, now: at }: Fleet, { open, logFrom, events, chosen }: Wants): Promise<Snapshot> {
	const now = new Date(at).toISOString();
	const isFirst = !logFrom;
	const ledger = new Ledger(open, now);
	const trusted = ledger.trusted(parts, whole);
	const { conditions, unknown, over: ended } = await judged({ parts, groups, devices }, trusted);
	// As after a start of n8n: until all have told their network cards once, what was one device may seem to be two.
	const isUnread = parts.some((part) => part.isUnread);
	const isAllKnown = !isUnread && parts.every(({ source }) => trusted.has(source));
	const wanted = conditions.filter(({ event }) => events.has(event));
	const occurrences: Occurrence[] = [];
	const unasked: Array<Pick<Occurrence, 'event' | 'key'>> = [];
	const report = (condition: Condition, entry: Entry) => occurrences.push(begun(condition, entry, { after: lastsFor(condition.event, chosen), isFirst, isApart: isFirst && chosen.reportExisting === true }));
	await eachInTurns(wanted, (condition) => {
		const earliest = isFirst ? (condition.since ?? now) : later(condition.since, logFrom) ? condition.since! : now;
		const since = isFirst && chosen.reportExisting === true ? latest(earliest, new Date(at - lastsFor(condition.event, chosen)).toISOString()) : earliest;
		const entry = ledger.keep(keyOf(condition), since, condition.device.name, condition.since);
		const isSure = isFirst || entry.isTold || !isUnread || isSilence(condition);
		const isDue = isSure && at - Date.parse(entry.since) >= lastsFor(condition.event, chosen);
		if (isDue) entry.isTold = true;
		if (isDue || isFirst) report(condition, entry);
	});
	for (const [key, entry] of ledger.left()) {
		// Of what is not known, nothing has ended.
		if (unknown.has(key) || (!isAllKnown && !ended.has(key)) || !events.has(eventOf(key))) {
			ledger.keep(key, entry.since, entry.name);
			// Reported already, and not to be reported again when it is seen once more.
			if (entry.isTold) unasked.push({ event: eventOf(key), key: key.slice(eventOf(key).length + 1) });
		} else if (entry.isTold) occurrences.push(over(key, entry, now));
	}
	return { sightings: null, occurrences, unasked, open: ledger.entries(parts), now };
}

/** @param key as {@link keyOf} gives it */
function eventOf(key: string): ConditionName {
	return key.slice(0, key.indexOf(' ')) as ConditionName;
}

/** An agent is silent whatever else is known of its computer. */
function isSilence({ details }: Condition): boolean {
	return (details as { reason?: string }).reason === 'silent';
}

function later(time: string | null, than: string | undefined): boolean {
	return time !== null && than !== undefined && time > than;
}

function latest(a: string, b: string): string {
	return a > b ? a : b;
}

/** How long it has to be so, in ms. */
function lastsFor(event: ConditionName, chosen: Wants['chosen']): number {
	const option = (name: 'unmanagedFor' | 'notSeenFor' | 'conflictFor') => Number(chosen[name] ?? more[name].properties[0]!.default);
	if (event === 'unmanagedDevice') return option('unmanagedFor') * HOUR_MS;
	if (event === 'agentNotSeen') return option('notSeenFor') * 24 * HOUR_MS;
	return event === 'deviceConflict' ? option('conflictFor') * 60_000 : 0;
}

function begun({ event, key, device, group, details }: Condition, { since }: Entry, { after, isFirst, isApart }: { after: number; isFirst: boolean; isApart: boolean }): Occurrence {
	const { ips, macs } = device;
	return {
		event,
		// What is there at the first look counts as reported; apart from it, as another, it is reported by the second.
		key: isApart ? `existing ${key}` : key,
		proof: since,
		at: isFirst ? since : new Date(Date.parse(since) + after).toISOString(),
		begins: keyOf({ event, key }),
		device: asDevice(device),
		details: { since, ...details, fleetDevice: device },
		values: { names: namesOf(group).join('\n') || null, isRandom: Number(macs.length > 0 && macs.every(isRandomMac)) } satisfies Record<string, Value>,
		raw: { ips, macs, records: group.records.map(({ device: each }) => each) },
	};
}

function over(key: string, { since, name }: Entry, now: string): Occurrence {
	const event = key.slice(0, key.indexOf(' '));
	const details = { since, condition: event, name, about: key.slice(event.length + 1) };
	return { event: 'conditionOver', key, proof: since, at: now, ends: key, device: null, details, values: { isOver: 1 }, raw: {} };
}

/** The ten fields that all systems share. */
function asDevice({ id, name, online, lastSeen, ips, macs, ...fleet }: FleetDevice): Device {
	const known = systems.flatMap(({ source }) => (fleet[source] as Device | null | undefined) ?? []);
	const first = (field: 'os' | 'version' | 'group') => known.find((device) => device[field] !== null)?.[field] ?? null;
	return { source: SOURCE, id, name, online, lastSeen, ip: ips[0] ?? null, mac: macs[0] ?? null, os: first('os'), version: first('version'), group: first('group') };
}
