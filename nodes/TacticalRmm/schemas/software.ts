import * as z from 'zod/v4';
import { optionalText } from './common';

/** A program as the agent found it. */
export const program = z.looseObject({
	name: z.string(),
	version: optionalText,
	publisher: optionalText,
	/** As the agent writes it; the year 1 where Windows does not know. */
	install_date: optionalText,
	size: optionalText,
	location: optionalText,
	/** The command by which it uninstalls itself, mostly with windows of its own. */
	uninstall: optionalText,
});
export type Program = z.infer<typeof program>;

/** What was found on one agent, named by its numeric id. */
export const softwareOfAgent = z.looseObject({ agent: z.number(), software: z.array(program) });
export const softwareOfAll = z.array(softwareOfAgent);
/** An empty list in place of the object: the agent was never scanned. */
export const softwareOrNever = z.union([softwareOfAgent, z.array(z.unknown()).length(0)]);
