import { InputError } from '../shared/errors';
import type { TacticalRmmClient } from './client';
import { toIsoTime } from './device';
import type { PendingActionRecord } from './schemas/records';

/** A pending action in short. @param deviceId undefined where the key may not see its agent */
export function toPendingAction(record: PendingActionRecord, deviceId: string | undefined) {
	return {
		deviceName: record.hostname,
		client: record.client ?? null,
		site: record.site ?? null,
		type: record.action_type,
		description: record.description ?? null,
		due: record.due ?? null,
		status: record.status,
		createdAt: toIsoTime(record.entry_time),
		id: record.id,
		deviceId: deviceId ?? null,
	};
}

/**
 * Cancels a pending action. The server deletes completed ones with the same words, and of all but planned reboots only the row: what the
 * agent has already received continues.
 * @throws InputError for one that is completed or not there
 */
export async function cancel(client: TacticalRmmClient, id: number, found: PendingActionRecord | undefined): Promise<object> {
	if (!found) throw new InputError(`There is no pending action with the ID ${id} here`, "It may have ended, or belong to an agent that this key may not see: 'Get Many' lists them. Nothing was sent.");
	if (found.status !== 'pending') throw new InputError(`The pending action ${id} is completed`, 'It can no longer be canceled. Nothing was sent.');
	const message = await client.logs.cancelPendingAction(id);
	const told = { canceled: true, deviceName: found.hostname, type: found.action_type, message, id };
	if (found.action_type === 'schedreboot') return told;
	return { ...told, confirmed: false, reason: 'It is no longer listed. What the agent has already received continues.' };
}
