import { choice, flag, when } from '../../../shared/fields';
import { sizeOf } from '../../../shared/http/rows';
import { agentLocator, clientLocator, siteLocator } from '../../locator';
import { naming } from '../../naming';
import { operation } from '../../operation';
import { idsOf } from '../../target';

export const setMaintenance = operation({
	name: 'Set Maintenance',
	value: 'setMaintenance',
	action: 'Set agent maintenance',
	description: 'Turn maintenance on or off for an agent, or for all agents of a client or site',
	effect: 'once',
	rights: ['can_edit_agent'],
	fields: {
		maintenanceOf: choice({
			displayName: 'Apply To',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'Client', value: 'client', description: 'All its agents' },
				{ name: 'Site', value: 'site', description: 'All its agents' },
			],
		}),
		deviceId: when({ maintenanceOf: ['agent'] }, agentLocator),
		clientId: when({ maintenanceOf: ['client'] }, clientLocator),
		siteId: when({ maintenanceOf: ['site'] }, siteLocator),
		maintenanceMode: flag({ displayName: 'Maintenance Mode', default: true, description: 'Whether the agents are in maintenance and raise no alerts' }),
	},
	affects: async ({ client, fields }) => (fields.deviceId === undefined ? sizeOf(await client.directory.agentsIn(idsOf(fields))) : 1),
	run: async ({ client, fields }) => {
		const { deviceId, maintenanceMode } = fields;
		if (deviceId !== undefined) {
			return await naming(client, deviceId, async () => {
				await client.agents.update(deviceId, { maintenance_mode: maintenanceMode });
				return { maintenanceMode };
			});
		}
		const { client: clientId, site: siteId } = idsOf(fields);
		const of = siteId === undefined ? 'Client' : 'Site';
		const message = await client.agents.setMaintenance(of, siteId ?? clientId!, maintenanceMode);
		return { ...(siteId === undefined ? { clientId } : { siteId }), maintenanceMode, message };
	},
});
