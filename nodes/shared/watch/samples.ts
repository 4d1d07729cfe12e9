import { occurrenceEvent } from './occurrences';
import type { Settings } from './settings';
import type { EventName, Sighting, Snapshot, WatchEvent } from './types';
import type { Turn } from './watch';

/** For a test run in the editor: one real device of now for each chosen event, in the exact shape of a real event. Nothing is made up. */
export function samples(
	{ sightings: seen, occurrences = [], now }: Snapshot,
	{ triggerOn, watched }: Pick<Settings, 'triggerOn' | 'watched'>,
	turns: Readonly<Partial<Record<EventName, Turn>>> = {},
): WatchEvent[] {
	const sightings = seen ?? [];
	return triggerOn.flatMap((event) => {
		if (event === 'massChange' || event === 'massChangeOver') return massSample(event, sightings, now);
		const occurrence = occurrences.find((each) => each.event === event);
		if (occurrence) return [occurrenceEvent(occurrence)];
		if (RECORDED.has(event)) return [];
		const turn = turns[event];
		const sighting = sightings.find((each) => fits(event, turn, each));
		return sighting ? [sampleOf(event, sighting, now, turn ? [turn.field] : event === 'deviceChanged' ? watched : [])] : [];
	});
}

/** Told of records only, never of a device as such. */
const RECORDED: ReadonlySet<EventName> = new Set([
	'alertRaised',
	'alertResolved',
	'alertStillOpen',
	'checkFailing',
	'checkPassing',
	'scriptFinished',
	'jobFinished',
	'unmanagedDevice',
	'agentNotSeen',
	'deviceConflict',
	'duplicateAgent',
	'conditionOver',
	'commandRun',
	'sessionStarted',
	'sessionEnded',
	'signedIn',
	'signInFailed',
]);

function fits(event: EventName, turn: Turn | undefined, { status, values }: Sighting): boolean {
	if (turn) return turn.to === undefined || values[turn.field] === turn.to;
	if (event === 'deviceOffline' || event === 'deviceDown') return status === 'offline';
	return event !== 'deviceOnline' || status === 'online';
}

function sampleOf(event: EventName, { device, raw, values }: Sighting, now: string, watched: readonly string[]): WatchEvent {
	const changes = changesOf(event, device, values, watched);
	const at = device.lastSeen ?? now;
	const details = event === 'deviceFlapping' && { details: { flapping: { changes: 0, since: at } } };
	return { event, eventId: `${event}:${device.id}:${at}`, at, device, changes, values, ...details, ...(event !== 'deviceRemoved' && { raw }) };
}

/** A change to what is there now: what it was before is not known, and nothing is invented. */
function changesOf(event: EventName, { ip, group }: Sighting['device'], values: WatchEvent['values'], [field]: readonly string[]): WatchEvent['changes'] {
	if (event === 'ipChanged') return [{ field: 'ip', from: null, to: ip }];
	if (event === 'deviceMoved' && field === undefined) return [{ field: 'group', from: null, to: group }];
	if (field === undefined) return [];
	return [{ field, from: null, to: values[field] ?? null }];
}

function massSample(event: 'massChange' | 'massChangeOver', sightings: readonly Sighting[], now: string): WatchEvent[] {
	const offline = sightings.filter(({ status }) => status === 'offline');
	if (offline.length === 0) return [];
	const examples = offline.slice(0, 20).map(({ device }) => device.name ?? device.id);
	const end = event === 'massChangeOver' && { back: 0, notBack: offline.length };
	const mass = { kind: 'offline' as const, count: offline.length, total: sightings.length, ...end, examples };
	return [{ event, eventId: `${event}:offline:${now}`, at: now, device: null, changes: [], mass, values: {} }];
}
