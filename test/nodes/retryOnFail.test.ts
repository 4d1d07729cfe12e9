import type { INode } from 'n8n-workflow';
import { runNode } from '../support/runNode';
import { startLab as startNetAlertX } from '../support/netAlertX';
import { startLab as startTacticalRmm } from '../support/tacticalRmm';
import { page, startPortal } from '../support/meshtech';
import { startWrapper } from '../support/meshCentral';
import { FakeMeshCentral, nodeWith } from '../support/fakeMeshCentral';
import { actions } from '../../nodes/MeshCentral/control/actions';

/** Operations of which only some inputs act: with 'Retry On Fail', those that act are refused, and those that read are run. */

interface Started {
	run(resource: string, operation: string, parameters: INode['parameters'], options: object): ReturnType<typeof runNode>;
	sent(): string[];
	stop(): Promise<void>;
}

const ends: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
});
const retryOnFail = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
const api = (method: string, path: string): INode['parameters'] => ({ method, path, query: '{}', body: '{}' });

const operations: Array<[title: string, start: () => Promise<Started>, resource: string, operation: string, reading: INode['parameters'], acting: INode['parameters']]> = [
	['NetAlertX: API > Request', startNetAlertX, 'api', 'request', api('GET', '/devices'), api('POST', '/nettools/wakeonlan')],
	['NetAlertX: API > Request, by another method than usual', startNetAlertX, 'api', 'request', { ...api('POST', '/devices/search'), body: '{"query": "nas"}' }, api('GET', '/nettools/internetinfo')],
	['Tactical RMM: API > Request', startTacticalRmm, 'api', 'request', api('GET', '/clients/'), api('POST', '/notes/')],
	['Tactical RMM: API > Request, by another method than usual', startTacticalRmm, 'api', 'request', api('PATCH', '/alerts/'), api('GET', '/core/clearcache/')],
	['Meshtech: API > Request', startPortal, 'api', 'request', api('GET', '/devices'), api('POST', '/labels')],
	['Meshtech: Update Devices', startPortal, 'firmware', 'update', { ...updating(), dryRun: true }, updating()],
	['MeshCentral: Command > Send through the wrapper', startWrapper, 'command', 'send', sending('serverinfo'), sending('broadcast')],
];

function updating(): INode['parameters'] {
	return { devices: 'listed', deviceIds: page.office, firmwareVersion: '9.9.9', waves: 'one', stopAfterFailures: 1, dryRun: false, settings: {} };
}

function sending(commandName: string): INode['parameters'] {
	return { commandName, commandParameters: '{"msg": "x"}'.replace(commandName === 'serverinfo' ? '"msg": "x"' : '', '') };
}

describe.each(operations)('E8 %s', (_, start, resource, operation, reading, acting) => {
	let started: Started;
	beforeEach(async () => {
		started = await start();
		ends.push(started.stop);
	});

	it('that only reads works with Retry On Fail', async () => {
		const { error } = await started.run(resource, operation, reading, { node: retryOnFail });
		expect(error).toBeUndefined();
		expect(started.sent().length).toBeGreaterThan(0);
	});

	it('that acts is refused before it is sent', async () => {
		const { error } = await started.run(resource, operation, acting, { node: retryOnFail });
		expect(error?.message).toContain("cannot be used together with 'Retry On Fail'");
		expect(started.sent().filter((request) => !/^GET|listdevices/.test(request))).toEqual([]);
	});
});

describe('E8 items that differ', () => {
	const parameters = { ...api('GET', '/devices'), method: '={{ $json.method }}', path: '={{ $json.path }}' };
	const read = { method: 'GET', path: '/devices' };

	it('are judged one by one before anything is sent', async () => {
		const running = await startNetAlertX();
		ends.push(running.stop);
		const items = [read, read, { method: 'POST', path: '/nettools/wakeonlan' }];
		const refused = await running.run('api', 'request', parameters, { items, node: retryOnFail });
		expect(refused.error?.message).toContain("cannot be used together with 'Retry On Fail'");
		expect(running.sent()).toEqual([]);
		const { error } = await running.run('api', 'request', parameters, { items: items.slice(0, 2), node: retryOnFail });
		expect(error).toBeUndefined();
		expect(running.sent()).toEqual(['GET /devices', 'GET /devices']);
	});

	it('of which one names a route that is refused are told that, once', async () => {
		const running = await startNetAlertX();
		ends.push(running.stop);
		const { error } = await running.run('api', 'request', parameters, { items: [read, { method: 'GET', path: '/settings/x' }], node: retryOnFail });
		expect(error).toMatchObject({ message: 'GET /settings/x is not available here', context: { itemIndex: 1 } });
		expect(error!.description!.match(/Nothing was sent\./g)).toHaveLength(1);
		expect(running.sent()).toEqual([]);
	});
});

it.each(actions.filter(({ allowed }) => allowed).map(({ name, effect }) => [name, effect]))('E8 MeshCentral: %s over its WebSocket is judged as what it is (%s)', async (name, effect) => {
	const client = new FakeMeshCentral();
	client.commands = () => actions;
	const { error } = await runNode(nodeWith(client), { authentication: 'meshCentralApi', resource: 'command', operation: 'send', commandName: name!, commandParameters: '{}' }, { credentials: { meshCentralApi: {} }, node: retryOnFail });
	if (effect === 'once') expect(error?.message).toContain("cannot be used together with 'Retry On Fail'");
	else expect(error?.message ?? '').not.toContain('Retry On Fail');
});
