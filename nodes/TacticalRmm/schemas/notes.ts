import * as z from 'zod/v4';
import { optionalText } from './common';

/** A note about an agent; its id is called `pk`. */
export const noteRecord = z.looseObject({
	pk: z.number(),
	entry_time: z.string(),
	note: optionalText,
	username: optionalText,
	agent_id: z.string(),
});
export type NoteRecord = z.infer<typeof noteRecord>;
export const noteList = z.array(noteRecord);
