import { alone } from '../../shared/alone';
import { InputError } from '../../shared/errors';
import { COMPLETE_LIST } from '../../shared/http/call';
import type { Http } from '../../shared/http/http';
import { sentence } from '../schemas/common';
import { noteList, noteRecord, type NoteRecord } from '../schemas/notes';
import { afterwards, ifAllowed, theNewOne, type Unread } from './afterwards';

/** Notes about agents. */
export class NotesApi {
	constructor(private readonly http: Http) {}

	/** Of one agent, or of all that the key may see. */
	async list(agentId?: string): Promise<NoteRecord[]> {
		const path = agentId === undefined ? ['agents', 'notes'] : ['agents', agentId, 'notes'];
		return await this.http.request({ method: 'GET', path, effect: 'read', rights: ['can_list_notes'], answer: noteList, limit: COMPLETE_LIST });
	}

	async get(id: number): Promise<NoteRecord> {
		return await this.http.request({ method: 'GET', path: ['agents', 'notes', id], effect: 'read', rights: ['can_list_notes'], answer: noteRecord });
	}

	/** Adds a note and returns it, found among those that are new; one after the other in this process, so that no two are mixed up. */
	async create(agentId: string, note: string): Promise<NoteRecord> {
		return await alone(`${this.http.key} create note ${agentId}`, async () => {
			const before = new Set((await this.list(agentId)).map(({ pk }) => pk));
			const json = { agent_id: agentId, note: requireText(note) };
			await this.http.request({ method: 'POST', path: ['agents', 'notes'], json, effect: 'once', rights: ['can_manage_notes'], answer: sentence });
			return await afterwards('The note was added', async () => {
				const now = (await this.list(agentId)).map((record) => ({ id: record.pk, record }));
				return theNewOne('note', { method: 'POST', path: '/agents/notes/' }, before, now, ({ record }) => record.note?.trim() === note.trim()).record;
			});
		});
	}

	async update(id: number, note: string): Promise<NoteRecord | Unread> {
		await this.http.request({ method: 'PUT', path: ['agents', 'notes', id], json: { note: requireText(note) }, effect: 'idempotent', rights: ['can_manage_notes'], answer: sentence });
		return await ifAllowed('The note was changed', async () => await this.get(id));
	}

	async delete(id: number): Promise<void> {
		await this.http.request({ method: 'DELETE', path: ['agents', 'notes', id], effect: 'once', rights: ['can_manage_notes'], answer: sentence });
	}
}

function requireText(note: string): string {
	if (note.trim()) return note;
	throw new InputError('A note cannot be empty', "Enter its text, or use 'Delete'. Nothing was sent.");
}
