import { nameKey } from '../shared/fleet/evidence';
import type { FleetDevice } from '../shared/fleet/fleetDevice';
import { eachInTurns } from '../shared/fleet/turns';
import type { FleetRecord, Group } from '../shared/fleet/types';
import type { EventName } from '../shared/watch/types';
import type { Fleet } from './client';

/** What can be wrong with a device of the fleet. */
export type ConditionName = Extract<EventName, 'unmanagedDevice' | 'agentNotSeen' | 'deviceConflict' | 'duplicateAgent'>;

/** A condition that holds now, and is reported once it has lasted long enough. */
export interface Condition {
	event: ConditionName;
	/** The same for as long as it lasts. */
	key: string;
	/** Since when it surely is so, by a server; null where nobody tells. ISO 8601. */
	since: string | null;
	device: FleetDevice;
	group: Group;
	details: object;
}

/** The conditions that hold, and those that cannot be judged now, which stay as they were. */
export interface Judged {
	conditions: Condition[];
	/** Keys of conditions, with their event, of which nothing can be said. */
	unknown: Set<string>;
	/** Those that are surely over, whatever else could not be read: the device is seen to be well. */
	over: Set<string>;
}

export const keyOf = ({ event, key }: Pick<Condition, 'event' | 'key'>): string => `${event} ${key}`;

/**
 * What is wrong in the fleet now. Of a device that is away, or that may be another one's, nothing is concluded.
 * @param whole systems of which it can be said that they do not have a device
 */
export async function judged({ parts, groups, devices }: Pick<Fleet, 'parts' | 'groups' | 'devices'>, whole: ReadonlySet<string>): Promise<Judged> {
	const systemsOf = (kind: string) => parts.filter(({ rowsAre }) => rowsAre === kind).map(({ source }) => source);
	const about = { cards: systemsOf('networkCards'), agents: systemsOf('agents'), whole };
	const all: Judged = { conditions: [], unknown: new Set(), over: new Set() };
	let index = 0;
	await eachInTurns(groups, (group) => {
		const device = devices[index++]!;
		unmanaged(group, device, about, all);
		notSeen(group, device, about, all);
		conflicts(group, device, all);
		duplicates(group, device, about, all);
	});
	return all;
}

interface About {
	/** Systems that list network cards, and those that list agents. */
	cards: readonly string[];
	agents: readonly string[];
	whole: ReadonlySet<string>;
}

function unmanaged(group: Group, device: FleetDevice, { agents, cards, whole }: About, { conditions, unknown, over }: Judged): void {
	const own = group.records.filter((record) => cards.includes(record.device.source) && !record.isArchived);
	const event = 'unmanagedDevice';
	if (own.length === 0 || agents.length === 0) return;
	if (agents.some((system) => device.systems.includes(system))) {
		for (const record of own) over.add(keyOf({ event, key: idOf(record) }));
		return;
	}
	// In the order of ids: a second card that is seen later does not make another device of it.
	const key = own.map((record) => idOf(record)).sort()[0]!;
	const isSure = agents.every((system) => whole.has(system) && device.missingFrom.includes(system));
	if (!isSure || device.online !== true) return void unknown.add(keyOf({ event, key }));
	const firstSeen = own.map((record) => record.firstSeen ?? null).sort()[0] ?? null;
	conditions.push({ event, key, since: firstSeen, device, group, details: {} });
}

function notSeen(group: Group, device: FleetDevice, { agents, cards, whole }: About, { conditions, unknown, over }: Judged): void {
	const own = group.records.filter((record) => agents.includes(record.device.source));
	if (own.length === 0) return;
	const key = mainId(own);
	const event = 'agentNotSeen';
	const isOnline = own.some((record) => record.device.online === true);
	const lastSeen = own.map((record) => record.device.lastSeen).filter((each) => each !== null).sort().at(-1) ?? null;
	const silent = { event, key: `${key} silent` } as const;
	if (own.every((record) => record.device.online === false) && lastSeen !== null) conditions.push({ ...silent, since: lastSeen, device, group, details: { reason: 'silent' } });
	else (isOnline ? over : unknown).add(keyOf(silent));
	const away = { event, key: `${key} notOnNetwork` } as const;
	if (cards.length === 0) return;
	if (cards.some((system) => device.systems.includes(system))) return void over.add(keyOf(away));
	const isSure = isOnline && cards.every((system) => whole.has(system) && device.missingFrom.includes(system));
	if (isSure) conditions.push({ ...away, since: null, device, group, details: { reason: 'notOnNetwork' } });
	else unknown.add(keyOf(away));
}

function conflicts(group: Group, device: FleetDevice, { conditions, over }: Judged): void {
	// Of one that is in one system only for now, nobody knows what another would say.
	if (device.systems.length > 1) for (const field of ['name', 'online']) over.add(keyOf({ event: 'deviceConflict', key: `${mainId(group.records)} ${field}` }));
	for (const conflict of device.conflicts) conditions.push({ event: 'deviceConflict', key: `${mainId(group.records)} ${conflict.field}`, since: null, device, group, details: { conflict } });
}

function duplicates(group: Group, device: FleetDevice, { agents }: About, { conditions }: Judged): void {
	for (const system of agents) {
		const own = group.records.filter((record) => record.device.source === system).map(({ device: agent }) => agent);
		if (own.length < 2) continue;
		const key = own.map(({ id }) => `${system}:${id}`).sort().join(' ');
		conditions.push({ event: 'duplicateAgent', key, since: null, device, group, details: { duplicates: own } });
	}
}

const idOf = ({ device }: FleetRecord): string => `${device.source}:${device.id}`;

/** Of the records, always the same one. */
function mainId(records: readonly FleetRecord[]): string {
	return records.map(idOf).sort()[0]!;
}

/** What filters look at: any name by which the device goes. */
export function namesOf({ records }: Group): string[] {
	return [...new Set(records.flatMap(({ names }) => names.flatMap((name) => [name, nameKey(name) ?? []].flat())))];
}
