import { InputError } from '../../shared/errors';
import { limited, paging } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { ServiceAction } from '../api/services';
import type { TacticalRmmClient } from '../client';
import { agentLocator } from '../locator';
import { naming, ofAgent } from '../naming';
import { operation } from '../operation';
import { serviceName } from '../recordLocators';
import type { ServiceRecord } from '../schemas/services';
import { onWindows, requireWindows } from '../windowsOnly';

/** As the agent reports it, with what people look for at its beginning. */
const nameFirst = ({ name, status, ...more }: ServiceRecord) => ({ name, status, ...more });

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many services',
	description: 'Retrieve the Windows services of an agent with their states',
	effect: 'read',
	rights: ['can_manage_winsvcs'],
	fields: { deviceId: agentLocator, ...paging },
	run: async ({ client, fields: { deviceId, ...page } }) => {
		const services = await onWindows(client, deviceId, 'Windows services', await client.services.list(deviceId));
		return await ofAgent(client, deviceId, limited(services, page).map(nameFirst));
	},
});

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get service',
	description: 'Retrieve one Windows service of an agent',
	effect: 'read',
	rights: ['can_manage_winsvcs'],
	fields: { deviceId: agentLocator, serviceName },
	run: async ({ client, fields }) => {
		const [agentId, name] = [fields.deviceId, fields.serviceName];
		const service = await client.services.get(agentId, name);
		// Of a service that is not there, an agent reports one without a name.
		if (service.name) return (await ofAgent(client, agentId, [nameFirst(service)]))[0]!;
		await requireWindows(client, agentId, 'Windows services');
		throw new InputError(`The agent has no Windows service "${name.slice(0, 80)}"`, "Enter the short name, not the display name: 'Get Many' lists both.");
	},
});

function acting(value: ServiceAction, name: string, description: string) {
	return operation({
		name,
		value,
		action: `${name} service`,
		description,
		effect: 'once',
		rights: ['can_manage_winsvcs'],
		fields: { deviceId: agentLocator, serviceName },
		affects: () => 1,
		rollsOut: {},
		run: async ({ client, fields }) => {
			const service = fields.serviceName;
			return await naming(client, fields.deviceId, async () => ({ service, message: await client.services.act(fields.deviceId, service, value) }));
		},
	});
}

export const service: Resource<TacticalRmmClient> = {
	name: 'Service',
	value: 'service',
	operations: [
		getAll,
		get,
		acting('start', 'Start', 'Start a stopped Windows service on an agent'),
		acting('stop', 'Stop', 'Stop a Windows service on an agent'),
		acting('restart', 'Restart', 'Stop and start a Windows service on an agent'),
	],
};
