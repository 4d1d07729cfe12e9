import { InputError } from '../../../shared/errors';
import { choice, when } from '../../../shared/fields';
import type { TacticalRmmClient } from '../../client';
import { agentLocator, policyLocator } from '../../locator';
import { agentCheckId } from '../../recordLocators';

/** What a new check is set on. */
export const owner = {
	checkOn: choice({
		displayName: 'Check On',
		default: 'agent',
		options: [
			{ name: 'Agent', value: 'agent' },
			{ name: 'Policy', value: 'policy', description: 'It then applies to all agents of the policy' },
		],
	}),
	deviceId: when({ checkOn: ['agent'] }, agentLocator),
	policyId: when({ checkOn: ['policy'] }, policyLocator),
};

/** A check where it is carried out: a policy's check has a result on each of its agents. */
export const agentAndCheck = { deviceId: agentLocator, checkId: agentCheckId };

/** The result's own id, by which the server resets it and tells its history. */
export async function resultOf(client: TacticalRmmClient, { deviceId, checkId: id }: { deviceId: string; checkId: number }) {
	const check = (await client.agents.checks(deviceId)).find((each) => each.id === id);
	if (!check) throw new InputError(`The agent has no check with the ID ${id}`, "'Get Many' lists the checks of this agent with their IDs. Nothing was sent.");
	const result = check.check_result.id;
	if (result === undefined) throw new InputError(`The check "${check.readable_desc ?? id}" has not run on this agent yet`, 'It has neither a status nor a history.');
	return { check, result };
}
