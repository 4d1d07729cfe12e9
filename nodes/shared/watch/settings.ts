import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { choices, collection, flag, readNamed, wholeNumber, type Field, type Fields } from '../fields';
import type { EventName } from './types';
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
}

/** The part of the settings that decides what is told: kept with the state, to notice when it changes. */
export type Config = Pick<Settings, 'triggerOn' | 'watched' | 'filters'>;

const options = {
	offlineForAtLeast: wholeNumber({
		displayName: 'Offline For At Least',
		default: 0,
		min: 0,
		max: 10_080,
		description: 'How many minutes a device has to be offline before it is told, by the server\'s own times. One that is back sooner is not told at all.',
	}),
	emitExisting: flag({
		displayName: 'Emit Existing on First Run',
		default: false,
		description: "Whether all devices that are there at the first run are told as added. Off, they are what later changes are compared with.",
	}),
	includeRaw: flag({ displayName: 'Include Raw', default: false, description: "Whether to add the server's own record of the device to each event" }),
	maximumItems: wholeNumber({
		displayName: 'Maximum Items',
		default: 500,
		min: 1,
		max: 10_000,
		description: 'Most events of one poll. What is over is told by the next polls, oldest first.',
	}),
};

function fieldsOf<C>(watch: Watch<C>) {
	return {
		triggerOn: choices({ displayName: 'Trigger On', options: watch.events, default: [watch.events[0]!.value] }),
		watchedFields: choices({
			displayName: 'Watched Fields',
			options: watch.watchable,
			default: [...watch.watchedByDefault],
			allowNone: true,
			description: "Fields whose change is a 'Device Changed'",
		}),
		filters: collection<Fields<C>, C>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true }, watch.filters),
		options: collection({ displayName: 'Options', placeholder: 'Add option', allowNone: true }, options),
	};
}

/** The trigger's properties, without the schedule, which n8n adds. */
export function triggerPropertiesOf<C>(watch: Watch<C>): INodeProperties[] {
	return Object.entries(fieldsOf(watch)).map(([name, field]) => ({
		...(field as Field<unknown>).properties[0]!,
		name,
		...(name === 'watchedFields' && { displayOptions: { show: { triggerOn: ['deviceChanged'] } } }),
	}));
}

/** @throws InputError that names the field as the user sees it */
export async function readSettings<C>(context: IPollFunctions, watch: Watch<C>): Promise<Settings> {
	const fields = fieldsOf(watch);
	const reading = { client: undefined as C, siblings: {}, timezone: context.getTimezone() };
	const read = async <T>(name: keyof typeof fields, field: Field<T, C>): Promise<T> =>
		await readNamed(field, context.getNodeParameter(name, field.properties[0]!.default), reading);
	const triggerOn = await read('triggerOn', fields.triggerOn);
	const chosen = await read('options', fields.options);
	const defaultOf = (name: keyof typeof options) => options[name].properties[0]!.default;
	return {
		triggerOn,
		watched: triggerOn.includes('deviceChanged') ? await read('watchedFields', fields.watchedFields) : [],
		filters: await read('filters', fields.filters),
		offlineForMs: (chosen.offlineForAtLeast ?? Number(defaultOf('offlineForAtLeast'))) * 60_000,
		emitExisting: chosen.emitExisting ?? false,
		includeRaw: chosen.includeRaw ?? false,
		most: chosen.maximumItems ?? Number(defaultOf('maximumItems')),
	};
}
