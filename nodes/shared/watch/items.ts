import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Settings } from './settings';
import type { WatchEvent } from './types';

/** An event as the workflow gets it. */
export function toItem({ event, eventId, at, device, changes, details, mass, raw }: WatchEvent, { includeRaw }: Pick<Settings, 'includeRaw'>): INodeExecutionData {
	const json = {
		event,
		eventId,
		occurredAt: at,
		detectedAt: new Date().toISOString(),
		device,
		changes,
		...details,
		...(mass && { mass }),
		...(includeRaw && { raw: raw ?? null }),
	};
	return { json: json as unknown as IDataObject };
}
