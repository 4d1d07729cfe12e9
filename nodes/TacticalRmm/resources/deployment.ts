import { InputError } from '../../shared/errors';
import { choice, dateTime, flag, limited, paging, simplify } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { architectures, monitoringTypes } from '../fields';
import { siteLocator } from '../locator';
import { operation } from '../operation';
import { deploymentId } from '../recordLocators';
import type { DeploymentRecord } from '../schemas/records';
import { deleting, type Shelf } from './standard';

/** A deployment in short: its link lets anybody add agents. */
function toDeployment(record: DeploymentRecord) {
	return {
		id: record.id,
		client: record.client_name ?? null,
		site: record.site_name ?? null,
		clientId: record.client_id ?? null,
		siteId: record.site_id ?? null,
		monitoringType: record.mon_type,
		architecture: record.goarch,
		expiresAt: toIsoTime(record.expiry),
		createdAt: toIsoTime(record.created),
	};
}

const shelf: Shelf<DeploymentRecord> = {
	one: 'deployment',
	many: 'deployments',
	id: ['deploymentId', deploymentId],
	rights: { read: 'can_list_deployments', write: 'can_manage_deployments' },
	api: (client: TacticalRmmClient) => client.deployments,
	short: toDeployment,
};

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many deployments',
	description: 'Retrieve all deployments, without their links if simplified',
	effect: 'read',
	rights: ['can_list_deployments'],
	notice: 'Anyone with the link of a deployment can add agents until it expires. It is in the output only if Simplify is off.',
	fields: { ...paging, simplify },
	run: async ({ client, fields }) =>
		limited(await client.deployments.list(), fields).map((record) => (fields.simplify ? toDeployment(record) : { ...record, link: client.deployments.linkOf(record) })),
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create deployment',
	description: 'Create a link that installs agents for a site on Windows, and return it',
	effect: 'once',
	rights: ['can_manage_deployments', 'can_list_deployments'],
	notice: 'The output contains the link. Anyone with it can add agents to the server until it expires.',
	fields: {
		siteId: siteLocator,
		expiresAt: dateTime({ displayName: 'Expires At', description: 'When the link stops working. Leave empty for 30 days from now.' }),
		monitoringType: choice({ displayName: 'Monitoring Type', default: 'workstation', options: monitoringTypes }),
		arch: choice({ displayName: 'Architecture', default: 'amd64', options: architectures }),
		power: flag({ displayName: 'Disable Sleep and Hibernate', default: false, description: 'Whether the installer keeps the computer from sleeping' }),
		rdp: flag({ displayName: 'Enable RDP', default: false, description: 'Whether the installer turns on remote desktop' }),
		ping: flag({ displayName: 'Enable Ping', default: false, description: 'Whether the installer allows pings in the firewall' }),
	},
	run: async ({ client, fields }) => {
		const { monitoringType, arch } = fields;
		const site = Number(fields.siteId);
		const now = client.serverNow().getTime();
		const expires = fields.expiresAt ?? new Date(now + MONTH_MS);
		if (expires.getTime() <= now) throw new InputError("'Expires At' is in the past", 'The link would never work. Nothing was sent.');
		// The one form that the server takes.
		const stamp = `${expires.toISOString().slice(0, 19)}+0000`;
		const values = { site, expires: stamp, agenttype: monitoringType, power: Number(fields.power), rdp: Number(fields.rdp), ping: Number(fields.ping), goarch: arch };
		const fits = (each: DeploymentRecord) => (each.site_id ?? site) === site && each.mon_type === monitoringType && each.goarch === arch;
		const made = await client.deployments.create(values, { fits });
		return { ...toDeployment(made), link: client.deployments.linkOf(made) };
	},
});

const MONTH_MS = 30 * 24 * 60 * 60_000;

export const deployment: Resource<TacticalRmmClient> = {
	name: 'Deployment',
	value: 'deployment',
	operations: [getAll, create, deleting(shelf, { names: async (client) => await client.directory.deployments(), description: 'Delete a deployment and its link', notice: `The link stops working immediately. ${CANNOT_BE_UNDONE}` })],
};
