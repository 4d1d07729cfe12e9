import * as z from 'zod/v4';
import { optionalText } from './common';

/**
 * A check as lists of all agents and of policies have it, and by its id: what came of it (`check_result`) is empty there, and only
 * in the list of one agent.
 */
export const checkRecord = z.looseObject({
	id: z.number(),
	readable_desc: optionalText,
	check_type: z.string(),
	/** Numeric id of the agent that it is set on; null for a policy's. */
	agent: z.number().nullish(),
	/** Id of the policy that it comes from. */
	policy: z.number().nullish(),
});
export type CheckRecord = z.infer<typeof checkRecord>;
export const checkList = z.array(checkRecord);

/** One point of a check's history. */
export const checkHistory = z.array(z.looseObject({ x: z.string(), y: z.unknown(), results: z.unknown() }));
export type CheckHistory = z.infer<typeof checkHistory>;
