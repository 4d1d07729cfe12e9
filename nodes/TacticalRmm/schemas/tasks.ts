import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText } from './common';

/** An automated task as lists of all agents and of policies have it, and by its id: without what came of it. */
const task = {
	id: z.number(),
	name: optionalText,
	schedule: optionalText,
	task_type: optionalText,
	enabled: z.boolean().optional(),
	/** Numeric id of the agent that it is set on; null for a policy's. */
	agent: z.number().nullish(),
	/** Id of the policy that it comes from. */
	policy: z.number().nullish(),
};
export type TaskRecord = Row<typeof task>;
/** Whose it is decides whether it has an agent of its own to run on. */
export const taskRecord = recordOf(task, { held: ['policy'] });
export const taskList = rowsOf(task);
