import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { optionalText } from './common';

/** A program as the agent found it. */
const program = {
	name: z.string(),
	version: optionalText,
	publisher: optionalText,
	/** As the agent writes it; the year 1 where Windows does not know. */
	install_date: optionalText,
	size: optionalText,
	location: optionalText,
	/** The command by which it uninstalls itself, mostly with windows of its own. */
	uninstall: optionalText,
};
export type Program = Row<typeof program>;

/** What was found on one agent, named by its numeric id. */
const ofAgent = { agent: z.number(), software: rowsOf(program) };
export const softwareOfAll = rowsOf(ofAgent);
/** An empty list instead of the object: the agent was never scanned. */
export const softwareOrNever = z.union([recordOf(ofAgent), z.array(z.unknown()).length(0)]);
