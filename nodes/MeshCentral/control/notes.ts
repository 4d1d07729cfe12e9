import { BadAnswerError } from '../../shared/errors';
import type { DeviceRecord } from '../schemas';
import type { Channel } from './channel';
import { noteFrame } from './frames';

/** Notes are written without an answer, and read back a millisecond later (measured on 1.1.55). */

/** The note of a device; null where it has none. */
export async function noteOf(channel: Channel, { _id: id }: DeviceRecord): Promise<string | null> {
	return (await channel.ask({ action: 'getNotes', fields: { id }, effect: 'read', answer: noteFrame, unnamed: { id } })).notes ?? null;
}

/**
 * Changes the note of a device, one change after the other in this process.
 * @param textOf makes the new one of the one that is there
 * @throws BadAnswerError where another one is there afterwards
 */
export async function changeNote(channel: Channel, device: DeviceRecord, textOf: (note: string | null) => string): Promise<string> {
	return await channel.alone(`${channel.key} note ${device._id}`, async () => {
		const before = await noteOf(channel, device);
		const notes = textOf(before);
		if (notes === (before ?? '')) return notes;
		await channel.tell({ action: 'setNotes', id: device._id, notes }, 'idempotent');
		const stored = (await noteOf(channel, device)) ?? '';
		if (stored === notes) return stored;
		throw new BadAnswerError(`MeshCentral did not store the note of ${device.name} as it was sent`, channel.asked('setNotes'), undefined, 'Somebody else may have changed it at the same time. Check it in MeshCentral.');
	});
}
