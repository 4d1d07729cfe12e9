import type { INode } from 'n8n-workflow';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { rightInWords } from '../../nodes/shared/rights';
import { rightLabels } from '../../nodes/TacticalRmm/rights';
import { tacticalRmm } from '../../nodes/TacticalRmm/system';
import { closeAgents } from '../../nodes/shared/http/agents';
import { routesByRight, rightsOfRequest } from '../contracts/tactical-rmm.rights';
import { roleRights } from '../simulators/tacticalrmm/roleRights';
import { startTacticalRmm, type TacticalRmm as Simulator } from '../simulators/tacticalrmm';
import { oneOf } from '../support/oneOf';
import { watchRequests } from '../support/requests';
import { runNode } from '../support/runNode';
import { byId, byName, credentialFor, lab } from '../support/tacticalRmm';
import { addEmptyPlaces } from './systems';
import { furnishOffice, tacticalRmmSamples } from './samples/tacticalRmm';

/** What operations declare of rights, held against what the routes that they ask were found to need. */

afterAll(closeAgents);

/** Rights that an operation asks for and goes without: names of custom fields, or that of the agent, are left out, and whose key it is is not known. */
const OPTIONAL = ['can_view_customfields', 'can_list_agents', 'can_list_api_keys'];
/** Rights to tell the name of what is deleted; without them it is deleted all the same. */
const TO_NAME_IT: Readonly<Record<string, string>> = {
	'customField.delete': 'can_view_customfields',
	'deployment.delete': 'can_list_deployments',
	'keyStore.delete': 'can_view_global_keystore',
	'note.delete': 'can_list_notes',
	'script.delete': 'can_list_scripts',
	'site.delete': 'can_list_sites',
	'snippet.delete': 'can_list_scripts',
	'urlAction.delete': 'can_run_urlactions',
	'user.delete': 'can_list_accounts',
};
/** A write that is over is no failure, also where its result may not be read: the output says so. */
const GOES_WITHOUT: Readonly<Record<string, string>> = {
	'agent.update': 'can_list_agents',
	'apiKey.update': 'can_list_api_keys',
	'alert.snooze': 'can_list_alerts',
	'alert.unsnooze': 'can_list_alerts',
	'client.create': 'can_list_clients',
	'client.update': 'can_list_clients',
	'note.update': 'can_list_notes',
	'script.update': 'can_list_scripts',
	'policy.update': 'can_list_automation_policies',
	'snippet.update': 'can_list_scripts',
	'keyStore.update': 'can_view_global_keystore',
	'urlAction.update': 'can_run_urlactions',
	'user.update': 'can_list_accounts',
	'site.create': 'can_list_sites',
	'site.update': 'can_list_sites',
};

/** A right that is used instead of one that is declared, where the key has it. */
const INSTEAD: Readonly<Record<string, readonly [used: string, declared: string]>> = { 'windowsUpdate.getReport': ['can_manage_reports', 'can_manage_winupdates'] };

/** Where the sample chooses more than the node offers by itself, or points at something by a name that only expressions give. */
const AS_OFFERED: Readonly<Record<string, INode['parameters']>> = {
	'agent.get': { simplify: true },
	'agent.update': { updateFields: { description: 'moved' } },
	'agent.runScript': { mode: 'result' },
	'agent.setMaintenance': { maintenanceOf: 'agent', deviceId: byName(lab.server) },
	'client.delete': { clientId: byId(4) },
	'site.delete': { siteId: byId(7) },
	'software.uninstall': { waitForOutput: true },
	'customField.update': { customFieldId: byId(5) },
	'user.create': { additionalFields: {} },
	'report.run': { about: {}, reportId: byId(3) },
	'report.email': { about: {}, reportId: byId(3) },
};

/** Fields that need more rights than the operation by itself. */
const WITH_FIELDS: ReadonlyArray<[operation: string, why: string, parameters: INode['parameters'], more: string[]]> = [
	['agent.getAll', 'names of custom fields in raw records', { simplify: false }, ['can_view_customfields']],
	['agent.update', 'custom fields', { updateFields: { customFields: { entries: [{ name: 'Asset Number', value: '1' }] } } }, ['can_view_customfields']],
	['agent.runScript', 'a custom field for the output', { mode: 'collector', customField: 'Asset Number' }, ['can_view_customfields']],
	['agent.setMaintenance', 'all agents of a client, which are counted', { maintenanceOf: 'client', clientId: byId(1) }, ['can_list_agents']],
	['agent.reboot', 'a moment in time, which becomes a time of the agent', { rebootWhen: 'later', rebootAt: '2030-01-15T03:30:00Z' }, ['can_list_agents']],
	['alert.getAll', 'alerts of a site', { alertsOf: 'site', siteId: byId(1) }, ['can_list_sites']],
	['software.getAll', 'software of all agents, which only their list names', { softwareOf: 'all' }, ['can_list_agents']],
	['software.uninstall', 'the command of the list of software', { programName: '7-Zip 23.01 (x64)', command: '' }, ['can_list_software']],
	['report.run', 'a client', { reportId: byId(1), about: { client: byId(1) } }, ['can_list_clients']],
	['policy.update', 'agents that are excluded', { updateFields: { excludedAgents: { entries: [{ value: 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk' }] } } }, ['can_list_agents']],
	['task.run', 'all agents of a policy', { taskId: 11, runOn: 'policy' }, ['can_manage_automation_policies', 'can_list_automation_policies']],
	['check.run', 'all agents of a client, which are counted', { runOn: 'client', clientId: byId(1) }, ['can_list_agents']],
	['windowsUpdate.getAll', 'many agents', { updatesOf: 'client', clientId: byId(1) }, ['can_list_agents', 'can_manage_reports']],
	['user.create', 'a role', { additionalFields: { roleId: byId(101) } }, ['can_list_roles']],
	['script.test', 'a stored script', { codeOf: 'stored', scriptId: byId(3) }, ['can_list_scripts']],
];

const operations = tacticalRmm.resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ key: `${resource.value}.${operation.value}`, resource: resource.value, operation })),
);
type Row = (typeof operations)[number];
/** Without those whose rights depend on the route, or which find missing rights. */
const declared = operations.filter(({ key }) => key !== 'api.request' && key !== 'core.checkConnection');

/** The lab with a key that has these rights. */
async function labWith(rights: readonly string[] | 'all' | null): Promise<{ simulator: Simulator; key: string }> {
	const simulator = await startTacticalRmm({ betaApi: true });
	addEmptyPlaces(simulator.world.tables);
	furnishOffice(simulator.world);
	const key = 'RIGHTS';
	simulator.world.access.addKey(key, { username: 'n8n', rights });
	return { simulator, key };
}

/** What locators point at by name, by ID: a look-up needs a right of its own. */
function byIds({ world }: Simulator, value: unknown): unknown {
	if (Array.isArray(value)) return value.map((each) => byIds({ world } as Simulator, each));
	if (typeof value !== 'object' || value === null) return value;
	const { __rl, mode, value: name } = value as { __rl?: boolean; mode?: string; value?: string };
	if (!__rl) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, byIds({ world } as Simulator, each)]));
	if (mode !== 'name' || name!.startsWith('=')) return { ...(value as object), mode: 'id' };
	const { clients, sites, scripts, policies, alertTemplates, snippets, keyStore, customFields, reportTemplates } = world.tables;
	const users = world.access.users.all().map(({ id, username }) => ({ id, name: username }));
	const places = [clients, sites, scripts, policies, alertTemplates, snippets, keyStore, customFields, reportTemplates].flatMap((table) => (table as typeof clients).all());
	const named = [...places, ...users].find((each) => each.name === name);
	return byId(named?.id ?? world.agent(name!).agent_id);
}

async function run({ key, resource, operation }: Row, lab: { simulator: Simulator; key: string }, more: INode['parameters'] = {}, apiKey = lab.key) {
	const { simulator } = lab;
	const sample = tacticalRmmSamples[key]!;
	const parameters = byIds(simulator, { ...sample.parameters, ...AS_OFFERED[key], ...more }) as INode['parameters'];
	const item = Object.fromEntries(
		Object.entries(sample.items?.[0] ?? {}).map(([name, value]) => [name, name === 'host' && key.split('.')[0] !== 'bulk' ? simulator.world.agent(value as string).agent_id : value]),
	);
	return await runNode(oneOf(TacticalRmm), { resource, operation: operation.value, ...parameters }, {
		credentials: { tacticalRmmApi: credentialFor(simulator.url, apiKey, true) },
		items: [item],
	});
}

/** Runs it with all rights. @returns what its requests are declared with, and what was found out of their routes */
async function asked(row: Row, more: INode['parameters'] = {}) {
	const lab = await labWith('all');
	const watched = watchRequests();
	try {
		const { error } = await run(row, lab, more);
		expect(error).toBeUndefined();
	} finally {
		watched.stop();
		await lab.simulator.stop();
	}
	const requests = watched.calls.map(({ method, path, rights = [] }) => ({ request: `${method} /${path.join('/')}/`, rights: [...rights].sort() }));
	for (const each of requests) expect(each).toEqual({ request: each.request, rights: rightsOfRequest(each.request).sort() });
	return new Set(requests.flatMap(({ rights }) => rights));
}

const sorted = (rights: Iterable<string>) => [...rights].sort();

it('every right that is named is one of the server, and has a label', () => {
	expect(Object.keys(rightLabels).filter((right) => !Object.hasOwn(routesByRight, right))).toEqual([]);
	expect(declared.flatMap(({ operation }) => operation.rights ?? []).filter((right) => !Object.hasOwn(rightLabels, right))).toEqual([]);
	// A role has all of these.
	expect(sorted(Object.keys(rightLabels))).toEqual(sorted(roleRights));
});

it('API > Request declares none, because they depend on the route', () => {
	expect(operations.find(({ key }) => key === 'api.request')!.operation.rights).toBeUndefined();
});

describe.each(declared.map((row) => [row.key, row] as const))('T9 %s', (key, row) => {
	const { rights = [] } = row.operation;

	it('declares what its requests need', async () => {
		const found = await asked(row);
		for (const right of OPTIONAL) if (!rights.includes(right)) found.delete(right);
		found.delete(TO_NAME_IT[key] ?? '');
		const [used, meant] = INSTEAD[key] ?? [];
		if (used && found.delete(used)) found.add(meant!);
		expect(sorted(found)).toEqual(sorted(rights));
	});

	it('works with these rights and no others', async () => {
		const lab = await labWith(rights);
		const { error, output } = await run(row, lab);
		await lab.simulator.stop();
		expect(error).toBeUndefined();
		expect(output[0]!.length).toBeGreaterThan(0);
	});

	if (rights.length > 0) {
		it('names the right that is missing, after the words of the server', async () => {
			for (const right of rights.filter((each) => each !== GOES_WITHOUT[key])) {
				const lab = await labWith(rights.filter((each) => each !== right));
				const { error } = await run(row, lab);
				await lab.simulator.stop();
				expect(error).toMatchObject({ message: 'You do not have permission to perform this action.', httpCode: '403' });
				expect(error!.description).toMatch(/^[A-Z]+ \/\S+ returned status 403\. This needs the rights? /);
				for (const each of rights) expect(error!.description).toContain(rightInWords(each, rightLabels));
				expect(error!.description).toContain('Settings > Permissions Manager');
			}
		});

		it('names its rights to a user who has none', async () => {
			const lab = await labWith(null);
			const { error } = await run(row, lab);
			await lab.simulator.stop();
			expect(error!.description).toContain('returned status 403. This needs the right');
		});
	}
});

it.each(Object.entries(GOES_WITHOUT))('T9 %s is done and says so where its result may not be read, for lack of %s', async (key, right) => {
	const row = operations.find((each) => each.key === key)!;
	const lab = await labWith(row.operation.rights!.filter((each) => each !== right));
	const { error, output } = await run(row, lab);
	const written = lab.simulator.requests.filter(({ method }) => method !== 'GET');
	await lab.simulator.stop();
	expect(error).toBeUndefined();
	expect(written).toHaveLength(1);
	expect(output[0]!.map(({ json }) => json)).toEqual([
		expect.objectContaining({
			...(key.endsWith('.create') ? { created: true } : { updated: expect.anything() as unknown }),
			confirmed: false,
			reason: expect.stringMatching(
				new RegExp(`^The [\\w ]+ was (created|updated|changed)\\. Reading it back was refused: You do not have permission to perform this action\\. This needs the right ${right} \\([\\w ]+\\)\\.$`),
			) as string,
		}),
	]);
});

it.each(WITH_FIELDS)('T9 %s needs more for %s', async (key, _why, parameters, more) => {
	const row = operations.find((each) => each.key === key)!;
	const found = await asked(row, parameters);
	for (const right of OPTIONAL) if (!more.includes(right)) found.delete(right);
	expect(sorted(new Set([...found, ...(row.operation.rights ?? [])]))).toEqual(sorted([...(row.operation.rights ?? []), ...more]));
	expect([...found]).toEqual(expect.arrayContaining(more));
});

it('T9 a look-up by name names the right to list, and the operation as a whole', async () => {
	const lab = await labWith(['can_reboot_agents']);
	const row = operations.find(({ key }) => key === 'agent.reboot')!;
	const { error } = await runNode(oneOf(TacticalRmm), { resource: 'agent', operation: row.operation.value, deviceId: byName('WIN-SRV-00') }, {
		credentials: { tacticalRmmApi: credentialFor(lab.simulator.url, lab.key) },
	});
	await lab.simulator.stop();
	expect(error!.description).toContain('This needs the right can_list_agents (List Agents).');
});

describe('T9 Check Connection', () => {
	const check = async (rights: readonly string[] | 'all' | null) => {
		const lab = await labWith(rights);
		const { output, error } = await run(operations.find(({ key }) => key === 'core.checkConnection')!, lab);
		const methods = lab.simulator.requests.map(({ method }) => method);
		await lab.simulator.stop();
		expect(error).toBeUndefined();
		// It only reads.
		expect(new Set(methods)).toEqual(new Set(['GET']));
		return output[0]![0]!.json;
	};

	it('tells version and number of agents, and that no right for reading is missing', async () => {
		expect(await check('all')).toEqual({ product: 'Tactical RMM', version: '1.5.1', user: null, devices: 30, missingRights: [], missing: [] });
	});

	it('names the rights for reading that are missing', async () => {
		expect(await check(['can_list_agents', 'can_list_alerts'])).toMatchObject({
			devices: 30,
			missingRights: [
				'can_list_accounts', 'can_list_agent_history', 'can_list_alerttemplates', 'can_list_automation_policies', 'can_list_autotasks', 'can_list_checks', 'can_list_clients',
				'can_list_notes', 'can_list_pendingactions', 'can_list_roles', 'can_list_scripts', 'can_list_sites', 'can_list_software', 'can_manage_procs', 'can_manage_winsvcs',
				'can_manage_winupdates', 'can_view_customfields', 'can_view_eventlogs', 'can_view_reports',
			],
		});
		expect(await check(null)).toMatchObject({ devices: 0, missingRights: expect.arrayContaining(['can_list_agents']) as string[] });
	});

	it('asks for every right for reading that an operation needs, as far as asking has no effect', async () => {
		const reading = new Set(operations.filter(({ operation }) => operation.effect === 'read').flatMap(({ operation }) => operation.rights ?? []));
		const missing = (await check(null)).missingRights as string[];
		// Asking for remote links is written into the server's audit log; of the others, nothing can be asked for that does not exist, and the answers hold secrets or are long.
		expect(sorted(reading).filter((right) => !missing.includes(right))).toEqual([
			'can_list_api_keys', 'can_list_deployments', 'can_run_urlactions', 'can_use_mesh', 'can_view_auditlogs', 'can_view_debuglogs', 'can_view_global_keystore',
		]);
	});
});
