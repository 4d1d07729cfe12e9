import { secretOf, serverOf } from '../shared/credential';
import { lazily } from '../shared/lazily';
import type { System } from '../shared/system';
import type { TacticalRmmClient } from './client';
import { SOURCE } from './device';
import { dialect } from './dialect';
import { fleet } from './fleet';
import { listSearch as byName } from './locator';
import { look } from './look';
import { nameLists } from './nameLists';
import { listSearch as byNumber } from './recordLocators';
import { agent } from './resources/agent';
import { alert } from './resources/alert';
import { api } from './resources/api';
import { alertTemplate } from './resources/alertTemplate';
import { apiKey } from './resources/apiKey';
import { bulk } from './resources/bulk';
import { check } from './resources/check';
import { client } from './resources/client';
import { core } from './resources/core';
import { customField } from './resources/customField';
import { deployment } from './resources/deployment';
import { keyStore } from './resources/keyStore';
import { auditLog, debugLog } from './resources/logs';
import { note } from './resources/note';
import { pendingAction } from './resources/pendingAction';
import { policy } from './resources/policy';
import { report } from './resources/report';
import { role } from './resources/role';
import { script } from './resources/script';
import { service } from './resources/service';
import { site } from './resources/site';
import { snippet } from './resources/snippet';
import { software } from './resources/software';
import { task } from './resources/task';
import { urlAction } from './resources/urlAction';
import { user } from './resources/user';
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
	resources: [
		agent, alert, alertTemplate, apiKey, auditLog, bulk, check, client, customField, core, debugLog, deployment, keyStore, note, pendingAction, policy, report, role, script, service, site, snippet, software, task,
		urlAction, user, windowsUpdate, api,
	],
	rightLabels,
	look,
	nameOf: (client, id) => client.agents.knownName(id),
	readNames: async (client) => await client.agents.names(),
	listSearch: { ...byName, ...byNumber },
	nameLists: Object.values(nameLists),
	fleet,
};
