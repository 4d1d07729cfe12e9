import { choice, limited, paging, simplify, wholeNumber, when } from '../../../shared/fields';
import { toCheck } from '../../check';
import { toIsoTime } from '../../device';
import { agentLocator, policyLocator } from '../../locator';
import { operation } from '../../operation';
import type { AgentCheck } from '../../schemas/agents';
import type { CheckRecord } from '../../schemas/checks';
import { agentAndCheck, resultOf } from './common';

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many checks',
	description: 'Retrieve the checks of an agent with their results, or those of a policy or all without results',
	effect: 'read',
	rights: ['can_list_checks'],
	fields: {
		checksOf: choice({
			displayName: 'Checks Of',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent', description: 'With their results' },
				{ name: 'All', value: 'all', description: 'Their settings, without results' },
				{ name: 'Policy', value: 'policy', description: 'Their settings, without results' },
			],
		}),
		deviceId: when({ checksOf: ['agent'] }, agentLocator),
		policyId: when({ checksOf: ['policy'] }, policyLocator),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, policyId } = fields;
		const checks: Array<AgentCheck | CheckRecord> = deviceId === undefined ? await client.checks.list(policyId === undefined ? undefined : Number(policyId)) : await client.agents.checks(deviceId);
		return limited(checks, fields).map((check) => (fields.simplify ? toCheck(check, deviceId) : check));
	},
});

export const getHistory = operation({
	name: 'Get History',
	value: 'getHistory',
	action: 'Get check history',
	description: 'Retrieve the results of a check on an agent over time, newest first',
	effect: 'read',
	rights: ['can_list_checks'],
	fields: {
		...agentAndCheck,
		days: wholeNumber({ displayName: 'Days', default: 7, min: 0, description: 'How many days back. Enter 0 for all.' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { result } = await resultOf(client, fields);
		const points = await client.checks.history(result, fields.days);
		const short = ({ x, y, results }: (typeof points)[number]) => ({ checkId: fields.checkId, time: toIsoTime(x), value: y ?? null, results: results ?? null });
		return limited(points, fields).map((point) => (fields.simplify ? short(point) : point));
	},
});
