import { secretOf, serverOf } from '../shared/credential';
import { lazily } from '../shared/lazily';
import type { System } from '../shared/system';
import type { TacticalRmmClient } from './client';
import { SOURCE } from './device';
import { dialect } from './dialect';
import { fleet } from './fleet';
import { listSearch } from './locator';
import { nameLists } from './nameLists';
import { agent } from './resources/agent';
import { alert } from './resources/alert';
import { api } from './resources/api';
import { bulk } from './resources/bulk';
import { check } from './resources/check';
import { client } from './resources/client';
import { core } from './resources/core';
import { customField } from './resources/customField';
import { note } from './resources/note';
import { script } from './resources/script';
import { service } from './resources/service';
import { site } from './resources/site';
import { software } from './resources/software';
import { task } from './resources/task';
import { windowsUpdate } from './resources/windowsUpdate';
import { rightLabels } from './rights';

const connecting = lazily(async () => await import('./connect'));

export const tacticalRmm: System<TacticalRmmClient> = {
	name: 'Tactical RMM',
	source: SOURCE,
	accesses: [
		{
			name: 'API Key',
			credential: 'tacticalRmmApi',
			connect: async (data, options) => (await connecting()).connect(data, options),
			identity: (data) => ({ scope: serverOf(data.baseUrl, dialect.exampleAddress), asker: secretOf(data.apiKey) }),
			test: async (rmm) => await rmm.agents.authenticate(),
		},
	],
	resources: [agent, alert, bulk, check, client, customField, core, note, script, service, site, software, task, windowsUpdate, api],
	rightLabels,
	listSearch,
	nameLists: Object.values(nameLists),
	fleet,
};
