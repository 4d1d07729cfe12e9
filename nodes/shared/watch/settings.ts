import type { INodeProperties } from 'n8n-workflow';
import { choices, collection, flag, isShown, mutable, readNamed, when, wholeNumber, type Field, type Fields, type ShownWhen, type ValuesOf } from '../fields';
import type { WatchContext } from './context';
import type { FlappingLimits } from './flapping';
import { MASS_FROM } from './mass';
import type { EventName } from './types';
import { authenticationOf } from '../authentication';
import type { Watch } from './watch';

/** What the user set, checked. */
export interface Settings {
	triggerOn: EventName[];
	watched: string[];
	filters: Readonly<Record<string, unknown>>;
	offlineForMs: number;
	/** How many devices at least are reported as one. */
	massFrom: number;
	/** When a device counts as flapping; undefined where that is not looked for. */
	flapping: FlappingLimits | undefined;
	/** After this time, in ms, a restarted n8n does not hand over the same again. */
	repeatAfterRestartMs: number;
	emitExisting: boolean;
	includeRaw: boolean;
	/** Fields that are reported as true and false (see Watch). */
	switches: readonly string[];
	most: number;
	/** What the watch itself asked for: its scope and its further options. */
	chosen: Readonly<Record<string, unknown>>;
	/** The part of `chosen` that says what is watched at all. */
	scope: Readonly<Record<string, unknown>>;
}

/** The part of the settings that decides what is reported: kept with the state, to notice when it changes. */
export type Config = Pick<Settings, 'triggerOn' | 'watched' | 'filters'>;

export const includeRaw = flag({ displayName: 'Include Raw', default: false, description: "Whether to add the server's own record of the device to each event" });

const options = {
	emitExisting: flag({
		displayName: 'Emit Existing on First Run',
		default: false,
		description: 'Whether to report all existing devices as added on the first run',
	}),
	flappingFrom: wholeNumber({
		displayName: 'Flapping From (Changes)',
		default: 6,
		min: 3,
		max: 50,
		description:
			"How many times a device goes offline or comes back before it is reported as flapping. After that, nothing more is reported for it until it is stable; then its final state is reported.",
	}),
	flappingWithin: wholeNumber({
		displayName: 'Flapping Within (Minutes)',
		default: 30,
		min: 1,
		max: 1_440,
		description: 'The period in which these changes count, and how long a device must stay unchanged to be stable again',
	}),
	includeRaw,
	massChangeFrom: wholeNumber({
		displayName: 'Mass Change From (Devices)',
		default: MASS_FROM,
		min: 3,
		max: 10_000,
		description: 'How many devices, at least, must go offline or disappear at once for a single event. They must also be more than half of all devices.',
	}),
	maximumItems: wholeNumber({
		displayName: 'Maximum Items',
		default: 500,
		min: 1,
		max: 10_000,
		description: 'Maximum number of events per poll. The rest follow with the next polls, oldest first.',
	}),
	repeatAfterRestart: wholeNumber({
		displayName: 'Repeat After Restart (Minutes)',
		default: 2,
		min: 0,
		max: 60,
		description:
			'If n8n is killed, it does not resume running workflows. If it restarts within this time, the last events are reported again, with the same event IDs and <code>repeated</code> set to true. Enter 0 to never repeat.',
	}),
};

const offlineForAtLeast = (byDefault: number) =>
	wholeNumber({
		displayName: 'Offline for at Least (Minutes)',
		default: byDefault,
		min: 0,
		max: 10_080,
		description: "How long a device must be offline before it is reported, measured by the server's times. If it is back sooner, nothing is reported.",
	});

const optionsOf = <C>({ offlineForByDefault = 0 }: Watch<C>) => ({ offlineForAtLeast: hidden(offlineForAtLeast(offlineForByDefault)), ...options });

/** Where the field stood before it had a place of its own: not offered any more, and kept in workflows that have it set. */
function hidden<T>(field: Field<T>): Field<T> {
	return { ...field, properties: field.properties.map((property) => ({ ...property, type: 'hidden' as const })) };
}

/** Events that are held back until a device has been offline for long enough. */
const OFFLINE_EVENTS: readonly EventName[] = ['deviceOffline', 'deviceDown'];

/** Those that can be set. */
function shownOptions<C>(watch: Watch<C>): Partial<ReturnType<typeof optionsOf>> {
	const { maximumItems, repeatAfterRestart } = options;
	return watch.isOfRecords ? { includeRaw, maximumItems, repeatAfterRestart } : optionsOf(watch);
}

function fieldsOf<C>(watch: Watch<C>) {
	return {
		triggerOn: choices({ displayName: 'Trigger On', options: watch.events.map((event) => ({ ...event, action: actionOf(event.name) })), default: [...(watch.chosenByDefault ?? [watch.events[0]!.value])] }),
		offlineForAtLeast: when({ triggerOn: watch.events.map(({ value }) => value).filter((event) => OFFLINE_EVENTS.includes(event)) }, offlineForAtLeast(watch.offlineForByDefault ?? 0)),
		watchedFields: choices({
			displayName: 'Watched Fields',
			options: watch.watchable,
			default: [...watch.watchedByDefault],
			allowNone: true,
			description: `Which fields to compare for '${watch.events.find(({ value }) => value === 'deviceChanged')?.name ?? 'Device Changed'}'`,
		}),
		filters: collection<Fields<C>, C>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true }, watch.filters),
		options: collection<Fields<C>, C>({ displayName: 'Options', placeholder: 'Add option', allowNone: true }, { ...shownOptions(watch), ...watch.more } as Fields<C>),
	};
}

/** How n8n's panel lists an event: it writes all but the first word in small letters, whatever it stands for. */
function actionOf(event: string): string {
	return `On ${event.split(' ').map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ')}`;
}

/** The trigger's properties, without the schedule, which n8n adds. */
export function triggerPropertiesOf<C>(watch: Watch<C>): INodeProperties[] {
	const { triggerOn, offlineForAtLeast: offlineFor, watchedFields, ...rest } = fieldsOf(watch);
	const isWatching = watch.watchable.length > 0;
	const mayBeOffline = offlineFor.shownWhen!.triggerOn!.length > 0;
	const fields = { triggerOn, ...watch.scope, ...(mayBeOffline && { offlineForAtLeast: offlineFor }), ...(isWatching && { watchedFields }), ...rest };
	const properties = Object.entries(fields).flatMap(([name, field]) =>
		(field as Field<unknown>).properties.map(({ shownWhen, ...property }) => ({
			...property,
			name,
			...(name === 'watchedFields' && { displayOptions: { show: { triggerOn: ['deviceChanged'] } } }),
			...shown({ ...(field as Field<unknown>).shownWhen, ...shownWhen }),
		})),
	);
	return [...authenticationOf(watch.system), ...properties];
}

function shown(when: ShownWhen): Pick<INodeProperties, 'displayOptions'> {
	return Object.keys(when).length > 0 ? { displayOptions: { show: mutable(when) } } : {};
}

/** @throws InputError that names the field as the user sees it */
export async function readSettings<C>(context: WatchContext, watch: Watch<C>, client: C): Promise<Settings> {
	const fields = fieldsOf(watch);
	const entered: Record<string, unknown> = {};
	const reading = { client, siblings: entered, timezone: context.getTimezone() };
	const read = async <T>(name: string, field: Field<T, C>): Promise<T> => {
		const value = await readNamed(field, context.getNodeParameter(name, field.properties[0]!.default), reading);
		entered[name] = value;
		return value;
	};
	const triggerOn = await read('triggerOn', fields.triggerOn);
	const scope: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(watch.scope ?? {})) if (isShown(field.shownWhen, entered)) scope[name] = await read(name, field);
	const chosen = (await read('options', fields.options)) as Partial<ValuesOf<ReturnType<typeof optionsOf>>>;
	const engineOptions = optionsOf(watch);
	const more = Object.fromEntries(Object.entries(chosen).filter(([name]) => Object.hasOwn(watch.more ?? {}, name)));
	const defaultOf = (name: keyof typeof engineOptions) => engineOptions[name].properties[0]!.default;
	return {
		triggerOn,
		watched: triggerOn.includes('deviceChanged') ? await watchedOf(watch, client, await read('watchedFields', fields.watchedFields)) : [],
		filters: await read('filters', fields.filters),
		massFrom: chosen.massChangeFrom ?? Number(defaultOf('massChangeFrom')),
		flapping: isFlappingWanted(triggerOn, chosen)
			? { from: chosen.flappingFrom ?? Number(defaultOf('flappingFrom')), withinMs: (chosen.flappingWithin ?? Number(defaultOf('flappingWithin'))) * 60_000 }
			: undefined,
		repeatAfterRestartMs: (chosen.repeatAfterRestart ?? Number(defaultOf('repeatAfterRestart'))) * 60_000,
		// Among the options where the workflow is from before the field: what was set there still counts.
		offlineForMs: (chosen.offlineForAtLeast ?? (await read('offlineForAtLeast', fields.offlineForAtLeast)) ?? Number(defaultOf('offlineForAtLeast'))) * 60_000,
		emitExisting: chosen.emitExisting ?? false,
		includeRaw: chosen.includeRaw ?? false,
		switches: watch.switches ?? [],
		most: chosen.maximumItems ?? Number(defaultOf('maximumItems')),
		chosen: { ...scope, ...more },
		scope,
	};
}

/** Anyone who chose the event wants it, and so does anyone who set one of its options. */
function isFlappingWanted(triggerOn: readonly EventName[], { flappingFrom, flappingWithin }: { flappingFrom?: number; flappingWithin?: number }): boolean {
	return triggerOn.includes('deviceFlapping') || flappingFrom !== undefined || flappingWithin !== undefined;
}

/** Read by itself, because it counts before the server is asked anything; what cannot be read is found out when all settings are. */
export function readRepeatAfterRestart(context: WatchContext): number {
	const entered = (context.getNodeParameter('options', {}) as { repeatAfterRestart?: unknown } | null)?.repeatAfterRestart;
	const minutes = Number(entered ?? options.repeatAfterRestart.properties[0]!.default);
	return Number.isFinite(minutes) && minutes > 0 ? minutes * 60_000 : 0;
}

async function watchedOf<C>(watch: Watch<C>, client: C, chosen: string[]): Promise<string[]> {
	return watch.watchedOf ? await watch.watchedOf(client, chosen) : chosen;
}
