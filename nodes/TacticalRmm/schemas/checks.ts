import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText, text } from './common';

/**
 * A check as lists of all agents and of policies have it, and by its id: what came of it (`check_result`) is empty there, and only
 * in the list of one agent.
 */
const check = {
	id: z.number(),
	readable_desc: optionalText,
	check_type: text,
	/** Numeric id of the agent that it is set on; null for a policy's. */
	agent: z.number().nullish(),
	/** Id of the policy that it comes from. */
	policy: z.number().nullish(),
};
export type CheckRecord = Row<typeof check>;
/** Whose it is decides whether it may be deleted. */
export const checkRecord = recordOf(check, { held: ['policy'] });
export const checkList = rowsOf(check);

/** One point of a check's history. */
const point = { x: text, y: z.unknown(), results: z.unknown() };
export const checkHistory = rowsOf(point);
export type CheckHistory = Array<Row<typeof point>>;
