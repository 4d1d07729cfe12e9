import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Settings } from './settings';
import type { Value, WatchEvent } from './types';

/** An event as the workflow gets it. */
export function toItem(
	{ event, eventId, at, device, changes, details, mass, raw }: WatchEvent,
	{ includeRaw, switches }: Pick<Settings, 'includeRaw' | 'switches'>,
): INodeExecutionData {
	const json = {
		event,
		eventId,
		occurredAt: at,
		detectedAt: new Date().toISOString(),
		device,
		changes: changes.map((change) => (switches.includes(change.field) ? { ...change, from: asSwitch(change.from), to: asSwitch(change.to) } : change)),
		...details,
		...(mass && { mass }),
		...(includeRaw && { raw: raw ?? null }),
	};
	return { json: json as unknown as IDataObject };
}

/** Compared and kept as numbers. */
function asSwitch(value: Value): Value | boolean {
	return value === 1 ? true : value === 0 ? false : value;
}
