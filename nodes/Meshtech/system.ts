import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { serverOf } from '../shared/credential';
import { lazily } from '../shared/lazily';
import type { System } from '../shared/system';
import type { MeshtechClient } from './client';
import { SOURCE } from './device';
import { dialect } from './dialect';
import { fleet } from './fleet';
import { searchDevices, searchJobs, searchLabels, searchVersions } from './locator';
import { nameLists } from './nameLists';
import { api } from './resources/api';
import { device } from './resources/device';
import { firmware } from './resources/firmware';
import { job } from './resources/job';
import { label } from './resources/label';

const textOf = (data: ICredentialDataDecryptedObject, field: string) => String(data[field] ?? '');

const connecting = lazily(async () => await import('./connect'));

export const meshtech: System<MeshtechClient> = {
	name: 'Meshtech',
	source: SOURCE,
	accesses: [
		{
			name: 'User Name and Password',
			credential: 'meshtechApi',
			connect: async (data, options) => (await connecting()).connect(data, options),
			// Another user of the same API has other devices: that is another set, and not a change.
			identity: (data) => ({ scope: `${serverOf(data.baseUrl, dialect.exampleAddress)} ${textOf(data, 'username').trim()}`, asker: textOf(data, 'password') }),
			test: async (client) => await client.authenticate(),
		},
	],
	resources: [device, label, firmware, job, api],
	nameOf: (client, id) => client.knownName(id),
	listSearch: { searchDevices, searchJobs, searchLabels, searchVersions },
	nameLists: Object.values(nameLists),
	fleet,
};
