import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { jsonOf as devicesOf, startLab as startNetwork, type Running as Network } from '../support/netAlertX';
import { jsonOf as agentsOf, lab, startLab, type Running } from '../support/tacticalRmm';

/** The example "devices without an agent", over both simulators: its own parameters, and its two comparisons as n8n's Merge node makes them. */

interface ExampleNode {
	name: string;
	parameters: Record<string, unknown>;
}
const { nodes } = JSON.parse(readFileSync(join(__dirname, '../../examples/netalertx-devices-without-an-agent.json'), 'utf8')) as { nodes: ExampleNode[] };
const parametersOf = (name: string) => nodes.find((node) => node.name === name)!.parameters;
/** Resource, operation and all the rest, as the node has them. */
function operationOf(name: string): [string, string, INode['parameters']] {
	const { resource, operation, ...rest } = parametersOf(name);
	return [String(resource), String(operation), rest as INode['parameters']];
}

type Shown = { name: string | null; ip: string | null; host?: string };

/** What has no partner with the same value, as `keepNonMatches` gives it. */
function withoutPartner(these: Shown[], those: Shown[], merge: string): Shown[] {
	const { fieldsToMatchString: field, joinMode, outputDataFrom } = parametersOf(merge);
	expect([joinMode, outputDataFrom]).toEqual(['keepNonMatches', 'input1']);
	return these.filter((each) => !those.some((other) => other[field as 'ip' | 'host'] === each[field as 'ip' | 'host']));
}

/** As the two Set nodes make it. */
const withHost = (shown: Shown, none: string): Shown => ({ ...shown, host: (shown.name ?? none).split('.')[0]!.toLowerCase() });

let network: Network;
let rmm: Running;
beforeEach(async () => {
	network = await startNetwork();
	rmm = await startLab();
});
afterEach(async () => {
	await network.stop();
	await rmm.stop();
});

it('T1 finds the agents of Linux and macOS by their addresses', async () => {
	const agents = (agentsOf(await rmm.run(...operationOf('Get Agents'))) as Shown[]).map((agent) => withHost(agent, 'no agent'));
	const [first, ...others] = devicesOf(await network.run(...operationOf('Get Devices on the Network'))) as Shown[];
	// The same computers as the network sees them: by other names, and without one.
	const seen = [
		{ ...first!, name: 'somebody-s-laptop', ip: '10.0.5.10' },
		{ ...first!, name: null, ip: '10.0.2.10' },
		{ ...first!, name: 'printer', ip: '10.0.9.9' },
		...others,
	].map((device) => withHost(device, 'no name'));
	expect(agents.filter(({ name }) => name === lab.linux || name === lab.mac).map(({ name, ip }) => [name, ip]).sort()).toEqual([[lab.mac, '10.0.2.10'], [lab.linux, '10.0.5.10']]);
	const left = withoutPartner(withoutPartner(seen, agents, 'No Agent by Address'), agents, 'Without an Agent');
	expect(left.map(({ ip }) => ip)).toContain('10.0.9.9');
	for (const ip of ['10.0.5.10', '10.0.2.10']) expect(left.map((each) => each.ip)).not.toContain(ip);
});
