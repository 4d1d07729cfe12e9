/** The real MeshCentral and agents that other tests stand on: devices come and go as asked, and nothing is left behind. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Control, startMeshCentral, type Agent, type MeshCentral } from '../servers/meshcentral';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { processesIn } from '../servers/meshcentral/leftovers';
import { allNodes, isConnected } from '../servers/meshcentral/nodes';
import { startMeshCentralWrapper } from '../simulators/meshcentral';
import { sameLabs, type Labs } from '../simulators/meshcentral/likeness/labs';
import { questions } from '../simulators/meshcentral/likeness/likeness';
import { until } from './n8n/wait';

jest.setTimeout(60_000);

const startMs = 5 * 60_000;
const report = (line: string) => process.stderr.write(`MeshCentral: ${line}\n`);

describeWithMeshCentral('a real MeshCentral with two agents', () => {
	let server: MeshCentral;
	let folder: string;
	let stopped = false;
	let one: Agent;
	let two: Agent;

	const stop = async () => {
		if (!stopped) await server?.stop();
		stopped = true;
	};
	const connected = async () => (await allNodes(await server.control())).filter(isConnected).map(({ name }) => name).sort();
	const answerTo = async (agent: Agent, cmds: string) => {
		const control = await server.control();
		return (await control.ask('runcommands', { nodeids: [agent.nodeId], type: 3, cmds, runAsUser: 0, reply: true })).result;
	};

	beforeAll(async () => {
		server = await startMeshCentral({ plainUsers: ['reader'], report });
		folder = dirname(dirname(server.logFile));
		[one, two] = await Promise.all([server.startAgent('lab-one'), server.startAgent('lab-two')]);
	}, startMs);
	afterAll(stop);

	test('both are online, in the group, with ids of their own', async () => {
		expect(await connected()).toEqual(['lab-one', 'lab-two']);
		expect(new Set([one.nodeId, two.nodeId]).size).toBe(2);
		const { nodes } = await (await server.control()).ask('nodes');
		expect(Object.keys(nodes as object)).toEqual([server.groups.Lab]);
	});

	test('they run commands, not as root', async () => {
		expect(await answerTo(one, 'echo "$(pwd) $(id -u)"')).toMatch(new RegExp(`^${one.folder} [1-9]\\d*\n$`));
	});

	test('one that is killed is offline, and the same device again when it is started', async () => {
		const id = one.nodeId;
		await one.kill();
		expect(one.isRunning).toBe(false);
		await one.untilOffline();
		expect(await connected()).toEqual(['lab-two']);
		await one.start();
		expect(one.nodeId).toBe(id);
		expect(await connected()).toEqual(['lab-one', 'lab-two']);
		expect(await answerTo(one, 'echo back')).toBe('back\n');
	});

	test('a login token and a plain user can sign in, a wrong password cannot', async () => {
		const signIn = async (account: { user: string; password: string }) => {
			const control = await Control.open({ url: server.controlUrl, ca: server.certificate, ...account });
			const { nodes } = await control.ask('nodes');
			control.close();
			return Object.values(nodes as object).flat().length;
		};
		expect(await signIn(await server.createLoginToken('test'))).toBe(2);
		const reader = server.plainUsers.reader!;
		expect(await signIn(reader)).toBe(0);
		await expect(signIn({ ...reader, password: 'wrong' })).rejects.toThrow('refused the login of reader: noauth');
	});

	test('through the route of a wrapper anybody is the administrator', async () => {
		const { url: of, admin, certificate: ca } = server;
		const wrapper = await startMeshCentralWrapper({ controlOf: { url: of, ...admin, ca } });
		const url = `${wrapper.url.replace('http', 'ws')}/api/ws/control.ashx`;
		const control = await Control.open({ url, user: 'nobody', password: '', ca });
		expect((await allNodes(control)).map(({ name }) => name).sort()).toEqual(['lab-one', 'lab-two']);
		expect(wrapper.tunnels.open).toBe(1);
		wrapper.tunnels.breakAll();
		await control.closed;
		await wrapper.stop();
	});

	test('after a restart of the server the agents come back by themselves', async () => {
		await server.restart();
		await Promise.all([one.untilOnline(), two.untilOnline()]);
		expect(await connected()).toEqual(['lab-one', 'lab-two']);
	});

	test('stopped, it leaves neither processes nor files', async () => {
		// Would outlive its agent.
		const command = { nodeids: [two.nodeId], type: 3, cmds: 'exec sleep 1000', runAsUser: 0, reply: false };
		(await server.control()).send({ action: 'runcommands', ...command });
		await until('the command to run', () => processesIn(folder).includes('sleep 1000'));
		await one.terminate();
		await stop();
		expect(processesIn(folder)).toEqual([]);
		expect(existsSync(folder)).toBe(false);
	});
});

describeWithMeshCentral('the simulated MeshCentral', () => {
	let server: MeshCentral;
	let labs: Labs;

	beforeAll(async () => {
		server = await startMeshCentral({ groups: ['OpenFrame'], plainUsers: ['twofa'], report });
		labs = await sameLabs(server);
	}, startMs);
	afterAll(async () => {
		await labs?.stop();
		await server?.stop();
	});

	test('answers as the real one does, also to what makes little sense', async () => {
		const differences: object[] = [];
		for (const question of questions()) {
			const [simulated, real] = await Promise.all([labs.simulated.ask(question), labs.real.ask(question)]);
			if (simulated !== real) differences.push({ question, simulated, real });
		}
		expect(differences).toEqual([]);
	}, startMs);
});
