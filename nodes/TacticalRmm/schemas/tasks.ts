import * as z from 'zod/v4';
import { optionalText } from './common';

/** An automated task as lists of all agents and of policies have it, and by its id: without what came of it. */
export const taskRecord = z.looseObject({
	id: z.number(),
	name: optionalText,
	schedule: optionalText,
	task_type: optionalText,
	enabled: z.boolean().optional(),
	/** Numeric id of the agent that it is set on; null for a policy's. */
	agent: z.number().nullish(),
	/** Id of the policy that it comes from. */
	policy: z.number().nullish(),
});
export type TaskRecord = z.infer<typeof taskRecord>;
export const taskList = z.array(taskRecord);
