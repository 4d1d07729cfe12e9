import { InputError } from '../shared/errors';
import { choice, collection, names, optionalText, type Field, type Names } from '../shared/fields';
import { fitsPattern, hasOneOf, isOneOf, listed } from '../shared/watch/filters';
import type { Value } from '../shared/watch/types';
import { labelsOf, sortedLabels } from './device';
import { nameLists } from './nameLists';
import type { DeviceRecord } from './schemas';

const pattern = 'Wildcards: * for any text, ? for one character';

/** Names and patterns by which devices are chosen, in nodes and in the trigger. */
export const textFilters = {
	firmwareVersion: optionalText({ displayName: 'Firmware Version', placeholder: 'e.g. 3.3.*', description: pattern }),
	labels: names({ displayName: 'Labels' }, nameLists.labels),
	models: names({ displayName: 'Model Numbers' }, nameLists.models),
	namePattern: optionalText({ displayName: 'Name', placeholder: 'e.g. warehouse-*', description: pattern }),
};

/** What the filters look at: all of it is in the documented list, since Meshtech's own filters are not documented. */
export function valuesOf(record: DeviceRecord): Readonly<Record<'firmwareVersion' | 'friendlyName' | 'labelList' | 'labels' | 'modelNumber', Value>> {
	return {
		firmwareVersion: record.firmwareVersion ?? null,
		friendlyName: record.friendlyName ?? null,
		labels: record.labels ? sortedLabels(record) : null,
		labelList: record.labels ? listed(labelsOf(record)) : null,
		modelNumber: record.modelNumber ?? null,
	};
}

export interface TextFilters {
	firmwareVersion?: string;
	labels?: Names;
	models?: Names;
	namePattern?: string;
}

/** Upper and lower case are the same, as in Meshtech's portal. */
export function fits({ firmwareVersion, labels, models, namePattern }: TextFilters, values: Readonly<Record<string, Value>>): boolean {
	return (
		fitsPattern(firmwareVersion, values.firmwareVersion) &&
		hasOneOf(labels, values.labelList, values.labels) &&
		isOneOf(models, values.modelNumber) &&
		fitsPattern(namePattern, values.friendlyName)
	);
}

export interface Filters extends TextFilters {
	connected?: 'connected' | 'disconnected';
}

const allFilters = {
	...textFilters,
	connected: choice({
		displayName: 'Connection',
		default: 'connected',
		options: [
			{ name: 'Connected', value: 'connected' },
			{ name: 'Disconnected', value: 'disconnected' },
		],
	}),
};

/** The filters of an operation that reads: none at all is every device, and so is an empty one. */
export const filters = (description: string) => collection({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true, description }, allFilters);

/** The filters of an operation that writes: an expression that comes to nothing must not mean every device. */
export function narrowingFilters(description: string): Field<Filters> {
	const field = collection({ displayName: 'Filters', placeholder: 'Add filter', isFilter: true, description }, allFilters);
	return {
		...field,
		read: async (raw, reading) => {
			const entered: Filters = await field.read(raw, reading);
			const empty = Object.entries(entered).find(([, value]) => (typeof value === 'string' ? /^[\s,]*$/.test(value) : value.length === 0));
			if (empty) throw new InputError(`must not have an empty '${allFilters[empty[0] as keyof Filters].properties[0]!.displayName}': it would match everything`);
			return entered;
		},
	};
}

export function passes({ connected, ...texts }: Filters, record: DeviceRecord): boolean {
	const is = record.connectivity?.connected;
	return fits(texts, valuesOf(record)) && (connected === undefined || (connected === 'connected' ? is === true : is === false));
}
