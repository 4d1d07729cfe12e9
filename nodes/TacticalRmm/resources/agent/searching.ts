import { choice, collection, dateTime, flag, optionalText, paging, simplify, type Field } from '../../../shared/fields';
import type { SearchFilter } from '../../api/search';
import { betaSimplified } from '../../device';
import { monitoringTypes, platforms } from '../../fields';
import { clientLocator, siteLocator } from '../../locator';
import { operation } from '../../operation';
import { idsOf, inPlace } from '../../target';

const exact = (displayName: string, placeholder: string): Field<string> => optionalText({ displayName, placeholder, description: 'Exact match, case-sensitive' });

const filters = collection(
	{ displayName: 'Filters', placeholder: 'Add filter', description: 'An agent must match all of them', allowNone: true, isFilter: true },
	{
		clientId: clientLocator,
		hostname: exact('Host Name', 'e.g. WIN-SRV-00'),
		lastLoggedInUser: exact('Last User', 'e.g. jdoe'),
		lastSeenAfter: dateTime({ displayName: 'Last Seen After' }),
		lastSeenBefore: dateTime({ displayName: 'Last Seen Before' }),
		loggedInUser: exact('User', 'e.g. jdoe'),
		monitoringType: choice({ displayName: 'Monitoring Type', default: 'server', options: monitoringTypes }),
		needsReboot: flag({ displayName: 'Needs Reboot', default: true, description: 'Whether the agents need a restart' }),
		operatingSystem: exact('Operating System', 'e.g. Windows 11 Pro, 64 bit v23H2 (build 22631.3296)'),
		platform: choice({ displayName: 'Platform', default: 'windows', options: platforms }),
		siteId: siteLocator,
	},
);

export const search = operation({
	name: 'Search',
	value: 'search',
	action: 'Search agents',
	description: "Find agents by text and filters, using the server's beta API",
	effect: 'read',
	rights: ['can_list_agents'],
	notice:
		"Finds every agent, regardless of the client and site limits of the key. Needs the server's beta API, turned on in the credential.",
	fields: {
		searchText: optionalText({ displayName: 'Search', placeholder: 'e.g. WIN-SRV', description: 'Part of what identifies an agent, such as its host name. Leave empty for all.' }),
		filters,
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { filters: chosen, searchText, simplify: inShort } = fields;
		const filter: SearchFilter = {
			search: searchText.trim() || undefined,
			hostname: chosen.hostname,
			operating_system: chosen.operatingSystem,
			plat: chosen.platform,
			monitoring_type: chosen.monitoringType,
			needs_reboot: chosen.needsReboot,
			logged_in_username: chosen.loggedInUser,
			last_logged_in_user: chosen.lastLoggedInUser,
			client_id: chosen.clientId,
			site: chosen.siteId,
			last_seen_range_after: chosen.lastSeenAfter?.toISOString(),
			last_seen_range_before: chosen.lastSeenBefore?.toISOString(),
		};
		const all = await client.search.agents(filter, fields.returnAll ? Infinity : fields.limit!);
		const found = await inPlace(client, idsOf(chosen), all);
		return inShort ? found.map((agent) => betaSimplified(agent, client.serverNow())) : found;
	},
});
