import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { choices, collection, flag, isShown, mutable, readNamed, wholeNumber, type Field, type Fields, type ShownWhen, type ValuesOf } from '../fields';
import type { EventName } from './types';
import { authenticationOf } from '../authentication';
import type { Watch } from './watch';

/** What the user set, checked. */
export interface Settings {
	triggerOn: EventName[];
	watched: string[];
	filters: Readonly<Record<string, unknown>>;
	offlineForMs: number;
	emitExisting: boolean;
	includeRaw: boolean;
	most: number;
	/** What the watch itself asked for: its scope and its further options. */
	chosen: Readonly<Record<string, unknown>>;
	/** The part of `chosen` that says what is watched at all. */
	scope: Readonly<Record<string, unknown>>;
}

/** The part of the settings that decides what is told: kept with the state, to notice when it changes. */
export type Config = Pick<Settings, 'triggerOn' | 'watched' | 'filters'>;

const options = {
	emitExisting: flag({
		displayName: 'Emit Existing on First Run',
		default: false,
		description: 'Whether to report all devices that are there at the first run as added. Off, they are only what later changes are compared with.',
	}),
	includeRaw: flag({ displayName: 'Include Raw', default: false, description: "Whether to add the server's own record of the device to each event" }),
	maximumItems: wholeNumber({
		displayName: 'Maximum Items',
		default: 500,
		min: 1,
		max: 10_000,
		description: 'How many events one poll reports at most. The rest comes with the next polls, oldest first.',
	}),
};

const offlineForAtLeast = (byDefault: number) =>
	wholeNumber({
		displayName: 'Offline for at Least (Minutes)',
		default: byDefault,
		min: 0,
		max: 10_080,
		description: "How long a device has to be offline before it is reported, by the server's own times. One that is back sooner is not reported at all.",
	});

const optionsOf = <C>({ offlineForByDefault = 0 }: Watch<C>) => ({ offlineForAtLeast: offlineForAtLeast(offlineForByDefault), ...options });

function fieldsOf<C>(watch: Watch<C>) {
	return {
		triggerOn: choices({ displayName: 'Trigger On', options: watch.events, default: [watch.events[0]!.value] }),
		watchedFields: choices({
			displayName: 'Watched Fields',
			options: watch.watchable,
			default: [...watch.watchedByDefault],
			allowNone: true,
			description: "Which fields to compare for 'Device Changed'",
		}),
		filters: collection<Fields<C>, C>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true }, watch.filters),
		options: collection<Fields<C>, C>({ displayName: 'Options', placeholder: 'Add option', allowNone: true }, { ...optionsOf(watch), ...watch.more } as Fields<C>),
	};
}

/** The trigger's properties, without the schedule, which n8n adds. */
export function triggerPropertiesOf<C>(watch: Watch<C>): INodeProperties[] {
	const { triggerOn, watchedFields, ...rest } = fieldsOf(watch);
	const isWatching = watch.watchable.length > 0;
	const fields = { triggerOn, ...watch.scope, ...(isWatching && { watchedFields }), ...rest };
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
export async function readSettings<C>(context: IPollFunctions, watch: Watch<C>, client: C): Promise<Settings> {
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
		watched: triggerOn.includes('deviceChanged') ? await read('watchedFields', fields.watchedFields) : [],
		filters: await read('filters', fields.filters),
		offlineForMs: (chosen.offlineForAtLeast ?? Number(defaultOf('offlineForAtLeast'))) * 60_000,
		emitExisting: chosen.emitExisting ?? false,
		includeRaw: chosen.includeRaw ?? false,
		most: chosen.maximumItems ?? Number(defaultOf('maximumItems')),
		chosen: { ...scope, ...more },
		scope,
	};
}
