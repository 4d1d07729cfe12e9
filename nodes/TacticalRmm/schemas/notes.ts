import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText, text } from './common';

/** A note about an agent; its id is called `pk`. */
const note = {
	pk: z.number(),
	entry_time: text,
	note: optionalText,
	username: optionalText,
	agent_id: text,
};
export type NoteRecord = Row<typeof note>;
export const noteRecord = recordOf(note);
export const noteList = rowsOf(note);
