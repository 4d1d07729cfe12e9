import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type INode } from 'n8n-workflow';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { FakeMeshCentral, ids, ran, runWith } from '../support/fakeMeshCentral';
import { jsonOf } from '../support/netAlertX';
import { propertiesOfOperation, withNested } from './names';

const folder = join(__dirname, '../../examples');
const examples = readdirSync(folder).filter((file) => file.startsWith('meshcentral-'));
const nodesOf = (file: string) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { nodes: INode[] }).nodes;
const ours = examples.flatMap((file) => nodesOf(file).filter(({ type }) => type.endsWith('.meshCentral')).map((node) => ({ title: `${file}: ${node.name}`, node })));
const { description } = new MeshCentral();

describe.each(ours)('$title', ({ node }) => {
	const { authentication, resource, operation, ...parameters } = node.parameters;

	it('sets parameters that its operation has, and all that it needs', () => {
		const known = propertiesOfOperation(description, String(resource), String(operation)).map(({ name }) => name);
		expect(known).toEqual(expect.arrayContaining(Object.keys(parameters)));
		expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
		expect(node.credentials).toHaveProperty(String(authentication));
	});
});

it('the trigger is set with parameters and options that it has', () => {
	const { properties } = new MeshCentralTrigger().description;
	const triggers = examples.flatMap(nodesOf).filter(({ type }) => type.endsWith('.meshCentralTrigger'));
	const placed = withNested(properties).map(({ path }) => path);
	expect(triggers).toHaveLength(2);
	for (const { parameters: { pollTimes, options, ...parameters } } of triggers) {
		expect(pollTimes).toBeDefined();
		expect(placed).toEqual(expect.arrayContaining([...Object.keys(parameters), ...Object.keys(options!).map((name) => `options.${name}`)]));
	}
});

it('the examples use the operations they are about', () => {
	expect(ours.map(({ node }) => `${String(node.parameters.resource)}.${String(node.parameters.operation)}`).sort()).toEqual([
		...Array<string>(3).fill('device.getAll'),
		...Array<string>(3).fill('device.runCommand'),
		'tunnel.create',
		'tunnel.delete',
	]);
});

it('no example holds an id of somebody or a secret', () => {
	for (const file of examples) {
		for (const { credentials = {} } of nodesOf(file)) expect(Object.values(credentials).every(({ id }) => id === '')).toBe(true);
	}
});

it('the health check gives a device that fails, and one that is gone, as items of the regular output', async () => {
	const client = new FakeMeshCentral();
	client.onRun = ({ name }) => ran(`${name} is full`, 1);
	const { parameters, onError } = ours.find(({ node }) => node.name === 'Run Health Check')!.node;
	const got = await runWith(client, 'device', 'runCommand', parameters, { items: [{ id: ids.web }, { id: ids.database }], node: { onError } });
	expect(jsonOf(got)).toEqual([
		{ name: 'web-1', exitCode: 1, output: 'web-1 is full', timedOut: false, truncated: false, durationMs: 1, id: ids.web },
		{ name: 'db-1', error: 'db-1 is offline', details: expect.anything(), id: ids.database },
	]);
	expect(client.written).toEqual([['run', expect.anything(), expect.objectContaining({ text: expect.stringContaining('df -h /\n') })]]);
});
