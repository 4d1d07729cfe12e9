import type { INodeTypeDescription } from 'n8n-workflow';
import type { Access, System } from '../shared/system';
import { FleetClient } from './client';
import { systemsField } from './fields';
import { device } from './resources/device';
import { accessParameter, systems } from './systems';

/** How its events and devices name the fleet: the node's internal name. */
export const SOURCE = 'deviceFleet';

/** All systems as one: the same device, wherever it is known. */
export const deviceFleet: System<FleetClient> = {
	name: 'Device Fleet',
	source: SOURCE,
	// Its credentials are those of the systems, and each is tested as its own node tests it.
	accesses: systems.flatMap(({ accesses }) => accesses) as unknown as [Access<FleetClient>],
	resources: [device],
	joined: (connect) => {
		const client = new FleetClient(connect);
		const chosen = async () => ({
			systems: await systemsField.read(connect.parameter('systems'), { client, siblings: {}, timezone: 'UTC' }),
			accesses: Object.fromEntries(systems.map((system) => [system.source, system.accesses.length > 1 ? ((connect.parameter(accessParameter(system)) as string | null) ?? undefined) : undefined])),
		});
		return { client, identity: async () => await client.identity(await chosen()) };
	},
};

/**
 * One for each way to each system, shown while that is chosen; which of them is needed, only the chosen systems tell. With the slash, which says
 * where the parameter is: by its bare name, n8n's editor takes it for a choice between credentials and hides it, and all that it depends on.
 */
export const credentials: NonNullable<INodeTypeDescription['credentials']> = systems.flatMap((system) =>
	system.accesses.map(({ credential, name }, index) => ({
		name: credential,
		// Where a model chooses the systems, those of all ways are shown at once.
		displayName: `Credential for ${system.name}${index > 0 ? `: ${name}` : ''}`,
		required: false,
		testedBy: `${credential}Test`,
		displayOptions: { show: { '/systems': [system.source], ...(system.accesses.length > 1 && { [`/${accessParameter(system)}`]: [credential] }) } },
	})),
);
