import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, name, optionalText } from './common';

const alertTemplate = {
	id: z.number(),
	name,
	is_active: flag,
	/** script (on the agent), server, rest. */
	action_type: optionalText,
	/** Id of a script. */
	action: z.number().nullish(),
	/** Id of a URL action. */
	action_rest: z.number().nullish(),
	resolved_action_type: optionalText,
	resolved_action: z.number().nullish(),
	resolved_action_rest: z.number().nullish(),
	/** Whether its actions are for alerts of agents, checks and tasks. */
	agent_script_actions: z.boolean().nullish(),
	check_script_actions: z.boolean().nullish(),
	task_script_actions: z.boolean().nullish(),
	/** On how many clients, sites and policies it is. */
	applied_count: z.number().nullish(),
	default_template: z.boolean().nullish(),
};
export type AlertTemplateRecord = Row<typeof alertTemplate>;
/** What it does decides what may be changed: with an action that is gone beside a script, the server fails at every alert. */
export const alertTemplateRecord = recordOf(alertTemplate, {
	held: ['action_type', 'action', 'action_rest', 'resolved_action_type', 'resolved_action', 'resolved_action_rest', 'applied_count', 'default_template'],
});
export const alertTemplateList = rowsOf(alertTemplate);
