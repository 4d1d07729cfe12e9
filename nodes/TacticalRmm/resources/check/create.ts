import { alone } from '../../../shared/alone';
import { choice, collection, when, type Field, type Fields } from '../../../shared/fields';
import { afterwards, theNewOne } from '../../api/afterwards';
import type { TacticalRmmClient } from '../../client';
import { toCheck } from '../../check';
import { operation } from '../../operation';
import type { AgentCheck } from '../../schemas/agents';
import type { CheckRecord } from '../../schemas/checks';
import { checkTypes, columns, requireThresholds, sentOf, settings, type Column } from './columns';
import { owner } from './common';

type ClientFields = Fields<TacticalRmmClient>;

const fieldsOf = (all: Readonly<Record<string, Column>>): ClientFields => Object.fromEntries(Object.entries(all).map(([name, { field }]) => [name, field]));

/** Each of them is shown for the types that have it. */
const ofTypes: ClientFields = Object.fromEntries(Object.entries<Column>(columns).map(([name, { types, field }]): [string, Field<unknown, TacticalRmmClient>] => [name, when({ checkType: types }, field)]));

/** What is not added keeps the server's own default. */
export const settingsFields = fieldsOf(settings);
export const columnFields = fieldsOf(columns);

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create check',
	description: 'Create a check of disk, CPU, memory, ping, service, script or event log for an agent or a policy, and return it',
	effect: 'once',
	rights: ['can_manage_checks', 'can_list_checks'],
	fields: {
		...owner,
		checkType: choice({ displayName: 'Type', default: 'diskspace', options: checkTypes }),
		...ofTypes,
		settings: collection<ClientFields, TacticalRmmClient>({ displayName: 'Settings', placeholder: 'Add setting', allowNone: true }, settingsFields),
	},
	run: async ({ client, fields }) => {
		const { deviceId, policyId, checkType: type, settings: entered } = fields as unknown as { deviceId?: string; policyId?: string; checkType: string; settings: Record<string, unknown> };
		const own = sentOf(Object.fromEntries(Object.keys(columns).map((name) => [name, (fields as Record<string, unknown>)[name]])));
		requireThresholds(type, own);
		const of = deviceId === undefined ? { policy: Number(policyId) } : { agent: deviceId };
		const list = async (): Promise<Array<AgentCheck | CheckRecord>> => (deviceId === undefined ? await client.checks.list(Number(policyId)) : await client.agents.checks(deviceId));
		// One after the other in this process, so that no two new checks are mixed up.
		return await alone(`${client.http.key} create check ${deviceId ?? policyId!}`, async () => {
			const before = new Set((await list()).map(({ id }) => id));
			await client.checks.create({ ...of, check_type: type, ...own, ...sentOf(entered) });
			return await afterwards('The check was created', async () => {
				const fits = (check: AgentCheck | CheckRecord) => check.check_type === type && Object.entries(own).every(([name, value]) => isSame(value, check[name]));
				return toCheck(theNewOne('check', { method: 'POST', path: '/checks/' }, before, await list(), fits), deviceId);
			});
		});
	},
});

/** What was sent empty may be null there. */
function isSame(sent: unknown, stored: unknown): boolean {
	if (sent === '' || (Array.isArray(sent) && sent.length === 0)) return true;
	return JSON.stringify(sent) === JSON.stringify(stored);
}
