import { InputError } from '../../../shared/errors';
import { choice, flag, when } from '../../../shared/fields';
import { sizeOf } from '../../../shared/http/rows';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { agentLocator, clientLocator, siteLocator } from '../../locator';
import { naming } from '../../naming';
import { operation } from '../../operation';
import { idsOf } from '../../target';
import { agentCheckId, checkId } from '../../recordLocators';
import { resultOf } from './common';

export const run = operation({
	name: 'Run',
	value: 'run',
	action: 'Run checks',
	description: 'Run all checks of an agent, or of all agents of a client or site, now; results arrive a few seconds later',
	effect: 'once',
	rights: ['can_run_checks'],
	fields: {
		runOn: choice({
			displayName: 'Run On',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'Client', value: 'client', description: 'All its agents; offline ones are counted as well' },
				{ name: 'Site', value: 'site', description: 'All its agents; offline ones are counted as well' },
			],
		}),
		deviceId: when({ runOn: ['agent'] }, agentLocator),
		clientId: when({ runOn: ['client'] }, clientLocator),
		siteId: when({ runOn: ['site'] }, siteLocator),
	},
	affects: async ({ client, fields }) => (fields.deviceId === undefined ? sizeOf(await client.directory.agentsIn(idsOf(fields))) : 1),
	run: async ({ client, fields }) => {
		const { deviceId } = fields;
		if (deviceId !== undefined) return await naming(client, deviceId, async () => ({ message: await client.checks.run(deviceId) }));
		const { client: clientId, site: siteId } = idsOf(fields);
		const of = siteId === undefined ? { clientId } : { siteId };
		const message = await client.checks.runIn(siteId === undefined ? 'client' : 'site', siteId ?? clientId!);
		const agents = /\b(\d+) agents/.exec(message)?.[1];
		return { ...of, agents: agents === undefined ? null : Number(agents), message };
	},
});

export const reset = operation({
	name: 'Reset',
	value: 'reset',
	action: 'Reset check',
	description: 'Set one or all checks of an agent to passing until they run again, and resolve their alerts',
	effect: 'once',
	rights: ['can_manage_checks', 'can_list_checks'],
	fields: {
		deviceId: agentLocator,
		which: choice({
			displayName: 'Reset',
			default: 'one',
			options: [
				{ name: 'All Checks', value: 'all' },
				{ name: 'One Check', value: 'one' },
			],
		}),
		checkId: when({ which: ['one'] }, agentCheckId),
	},
	run: async ({ client, fields }) => {
		const { deviceId, checkId: id } = fields;
		if (id === undefined) return await naming(client, deviceId, async () => ({ message: await client.checks.resetAll(deviceId) }));
		const { result } = await resultOf(client, { deviceId, checkId: id });
		return await naming(client, deviceId, async () => ({ checkId: id, message: await client.checks.reset(result) }));
	},
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete check',
	description: 'Delete a check from its agent, or from the policy it belongs to',
	effect: 'once',
	notice: `Its results and alerts are deleted with it. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_checks', 'can_list_checks'],
	fields: {
		checkId,
		fromPolicy: flag({
			displayName: 'Delete From Policy',
			default: false,
			description: "Whether to delete a check that belongs to a policy: it is deleted from all agents of that policy",
		}),
	},
	affects: () => 1,
	affectsWhat: 'checks',
	run: async ({ client, fields }) => {
		const { id, policy, readable_desc, check_type: type } = await client.checks.get(fields.checkId);
		if (typeof policy === 'number' && !fields.fromPolicy) {
			throw new InputError(
				`The check "${readable_desc ?? id}" belongs to policy ${policy} and is on all its agents`,
				"Turn on 'Delete From Policy' to delete it from all of them. Nothing was sent.",
			);
		}
		await client.checks.delete(id);
		return { deleted: true, name: readable_desc || type, id };
	},
});
