import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type INode, type INodeType } from 'n8n-workflow';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { jsonOf, startPortal } from '../support/meshtech';
import { propertiesOfOperation, withNested } from './names';

const folder = join(__dirname, '../../examples');
const examples = readdirSync(folder).filter((file) => file.startsWith('meshtech-'));
const nodesOf = (file: string) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { nodes: INode[] }).nodes;
const ours = (type: string) => examples.flatMap((file) => nodesOf(file).filter((node) => node.type.endsWith(type)).map((node) => ({ title: `${file}: ${node.name}`, node })));

function expectComplete(type: INodeType, node: INode, known: string[]): void {
	const { pollTimes, ...parameters } = node.parameters;
	const entered = Object.entries(parameters).flatMap(([name, value]) => (typeof value === 'object' && !Array.isArray(value) && !('__rl' in value!) ? [name, ...Object.keys(value!).map((key) => `${name}.${key}`)] : [name]));
	expect(known).toEqual(expect.arrayContaining(entered));
	expect(pollTimes !== undefined).toBe(type.description.polling === true);
	expect(NodeHelpers.getNodeParametersIssues(type.description.properties, node, type.description)).toBeNull();
	expect(node.credentials).toEqual({ meshtechApi: { id: '', name: 'Meshtech' } });
}

describe.each(ours('.meshtech'))('$title', ({ node }) => {
	it('sets parameters that its operation has, and all that it needs', () => {
		const type = new Meshtech();
		const { resource, operation } = node.parameters;
		const known = withNested(propertiesOfOperation(type.description, String(resource), String(operation))).map(({ path }) => path);
		expectComplete(type, node, ['resource', 'operation', ...known]);
	});
});

describe.each(ours('.meshtechTrigger'))('$title', ({ node }) => {
	it('sets parameters that it has', () => {
		const type = new MeshtechTrigger();
		expectComplete(type, node, withNested(type.description.properties).map(({ path }) => path));
	});
});

it('the examples are those on the pages, and hold no id of somebody and no secret', () => {
	expect(examples).toEqual(['meshtech-firmware-roll-out-with-approval.json', 'meshtech-gateway-disconnected-to-slack.json', 'meshtech-weekly-firmware-report.json']);
	for (const { credentials = {} } of examples.flatMap(nodesOf)) expect(Object.values(credentials).every(({ id }) => id === '')).toBe(true);
});

it('plan and roll-out are the same but for the dry run', () => {
	const [plan, roll, ...others] = ours('.meshtech').map(({ node }) => node.parameters).filter(({ operation }) => operation === 'update');
	expect(others).toEqual([]);
	expect({ ...plan, dryRun: false }).toEqual(roll);
	expect(plan!.dryRun).toBe(true);
});

it('the report counts what a fleet runs', async () => {
	const running = await startPortal({ devices: 50 });
	const { parameters } = ours('.meshtech').find(({ node }) => node.name === 'Count Versions')!.node;
	const counts = jsonOf(await running.run('firmware', 'getSummary', parameters)) as Array<{ devices: number }>;
	await running.stop();
	expect(counts.reduce((sum, { devices }) => sum + devices, 0)).toBe(50);
	expect(counts.length).toBeGreaterThan(2);
});
