import { choice, limited, paging, text, when } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { Unread } from '../api/afterwards';
import { ifReadable } from '../api/ifReadable';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { agentLocator } from '../locator';
import { operation } from '../operation';
import { noteId } from '../recordLocators';
import type { NoteRecord } from '../schemas/notes';

const noteText = text({ displayName: 'Note', placeholder: 'e.g. Disk replaced on 2026-05-01', rows: 4 });

function toNote({ pk, agent_id, note, username, entry_time }: NoteRecord) {
	return { note: note ?? '', username: username ?? null, time: toIsoTime(entry_time), id: pk, deviceId: agent_id };
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many notes',
	description: 'Retrieve the notes about one agent or all agents, newest first',
	effect: 'read',
	rights: ['can_list_notes'],
	fields: {
		notesOf: choice({
			displayName: 'Notes About',
			default: 'one',
			options: [
				{ name: 'All Agents', value: 'all' },
				{ name: 'One Agent', value: 'one' },
			],
		}),
		deviceId: when({ notesOf: ['one'] }, agentLocator),
		...paging,
	},
	run: async ({ client, fields }) => {
		const notes = await client.notes.list(fields.deviceId);
		return limited(notes.sort((a, b) => b.pk - a.pk), fields).map(toNote);
	},
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create note',
	description: 'Create a note about an agent',
	effect: 'once',
	rights: ['can_manage_notes', 'can_list_notes'],
	fields: { deviceId: agentLocator, note: noteText },
	run: async ({ client, fields }) => toNote(await client.notes.create(fields.deviceId, fields.note)),
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update note',
	description: 'Replace the text of a note',
	effect: 'idempotent',
	rights: ['can_manage_notes', 'can_list_notes'],
	fields: { noteId, note: noteText },
	run: async ({ client, fields }) => {
		const changed = await client.notes.update(fields.noteId, fields.note);
		return changed instanceof Unread ? changed.with({ updated: true, id: fields.noteId }) : toNote(changed);
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete note',
	description: 'Delete a note permanently',
	effect: 'once',
	notice: `The text of the note is lost. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_notes'],
	fields: { noteId },
	affects: () => 1,
	affectsWhat: 'notes',
	run: async ({ client, fields }) => {
		const id = fields.noteId;
		const known = await ifReadable(async () => await client.notes.get(id));
		await client.notes.delete(id);
		return { deleted: true, note: known?.note ?? null, id, deviceId: known?.agent_id ?? null };
	},
});

export const note: Resource<TacticalRmmClient> = { name: 'Note', value: 'note', operations: [getAll, create, update, remove] };
