/** Rights on a real MeshCentral: what an account with exactly the declared rights may do is done, and what one with all others may not is said. */
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { NEEDS } from '../../nodes/MeshCentral/rights';
import { ForbiddenError } from '../../nodes/shared/errors';
import { connectWrapper } from '../../nodes/MeshCentral/connect';
import { measured } from '../MeshCentral/rightsServer';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../simulators/meshcentral';
import { failureOf } from '../support/http';
import { restCredential } from '../support/meshCentral';
import { startLab, startMs, type Lab } from './meshcentral/lab';
import { until } from './n8n/wait';

jest.setTimeout(120_000);

const { rights: bits } = measured;
const sumOf = (names: readonly string[]) => names.reduce((sum, name) => sum + bits[name]!, 0);
const LIMITS = ['No Terminal', 'No Files', 'No AMT', 'Limited Input', 'Limited Events', 'No Desktop'];
const allBut = (names: readonly string[]) => sumOf(Object.keys(bits).filter((name) => !names.includes(name) && !LIMITS.includes(name)));

describeWithMeshCentral('accounts with few rights on a real MeshCentral', () => {
	let lab: Lab;
	let admin: MeshCentralClient;
	let device: string;
	beforeAll(async () => {
		lab = await startLab(['lab-one', 'lab-two']);
		admin = lab.client(lab.ways.server);
		device = lab.agents[0]!.nodeId;
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);

	let users = 0;
	/** A new account with rights in both groups, unless said otherwise. */
	const account = async ({ inGroups, siteRights = 0 }: { inGroups?: number; siteRights?: number }) => {
		const user = `user${++users}`;
		const password = `Pass-${users}-word!`;
		await admin.send('adduser', { username: user, pass: password, ...(siteRights > 0 && { siteadmin: siteRights }) });
		if (inGroups !== undefined) {
			for (const meshid of Object.values(lab.server.groups)) await admin.send('addmeshuser', { meshid, usernames: [user], meshadmin: inGroups });
		}
		const { data } = lab.ways.password;
		return { user, password, client: lab.client({ ...lab.ways.password, data: { ...data, username: user, password } }) };
	};

	const said = { title: 'T', text: 'm', seconds: 5 } as const;
	const order = { text: 'echo yes', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 20_000, outputAtMost: 1_000 } as const;
	const acts: Readonly<Record<string, (client: MeshCentralClient) => Promise<unknown>>> = {
		runCommand: async (client) => expect(await client.run(await client.device(device), order)).toMatchObject({ output: 'yes\n', exitCode: 0 }),
		agentConsole: async (client) => expect(await client.run(await client.device(device), { ...order, text: 'info', shell: 'console' })).toMatchObject({ output: expect.stringContaining('Agent') as string }),
		wake: async (client) => {
			// An agent says what network cards it has some seconds after it has connected.
			const woken = async () => await client.power(await client.device(device), 'wake').catch((error: Error) => (/network information/.test(error.message) ? undefined : Promise.reject(error)));
			expect(await until('the network cards to be known', woken)).toMatchObject({ confirmed: false });
		},
		toast: async (client) => expect(await client.message(await client.device(device), { ...said, as: 'toast' })).toMatchObject({ confirmed: true }),
		dialog: async (client) => expect(await client.message(await client.device(device), { ...said, as: 'dialog' })).toMatchObject({ confirmed: true }),
		processes: async (client) => expect((await client.processes(await client.device(device))).length).toBeGreaterThan(0),
		updateDevice: async (client) => expect(await client.updateDevice(device, { desc: `by ${users}` })).toMatchObject({ desc: `by ${users}` }),
		moveTo: async (client) => {
			const { Lab: here, Branch: there } = lab.server.groups;
			const { meshid } = await client.device(device);
			expect(await client.moveDevice(device, meshid === here ? there! : here!)).toMatchObject({ wasThere: false });
		},
		details: async (client) => expect(await client.details(device)).toMatchObject({ network: expect.anything() as object }),
		shares: async (client) => {
			const { publicid } = await client.createShare(device, { types: ['files'], guestName: 'guest', validFor: { minutes: 5 } });
			expect((await client.shares(device)).map((share) => share.publicid)).toContain(publicid);
			await client.deleteShare(device, publicid);
		},
		updateGroup: async (client) => expect(await client.updateGroup(lab.server.groups.Branch!, { desc: `by ${users}` })).toMatchObject({ desc: `by ${users}` }),
		manageMembers: async (client) => expect(await client.send('addmeshuser', { meshid: lab.server.groups.Branch, usernames: ['reader'], meshadmin: 0 })).toMatchObject({ success: 1 }),
	};
	/** Actions that would end this machine, or the devices that the others need, are tried by those who may not. */
	const onlyRefused: typeof acts = {
		power: async (client) => await client.power(await client.device(device), 'reset'),
		deleteDevice: async (client) => await client.deleteDevice(device),
	};
	const rowOf = (deed: string) => measured.actions.find((row) => row.deed === deed)!;
	const waysToHave = (deed: string) => (rowOf(deed).oneOf ?? [undefined]).map((one) => [...(rowOf(deed).all ?? []), ...(one ? [one] : [])]);
	const acting: Array<[string, string[]]> = Object.keys(acts).flatMap((deed) => waysToHave(deed).map((names): [string, string[]] => [deed, names]));

	beforeAll(async () => await admin.send('adduser', { username: 'reader', pass: 'Reader-1-word!' }));

	it.each(acting)('%s is done with %j alone', async (deed, names) => {
		await acts[deed]!((await account({ inGroups: sumOf(names) })).client);
	});

	it.each(Object.keys({ ...acts, ...onlyRefused }))('M4 M5 %s without them, with all others, is an error that names them', async (deed) => {
		const { all = [], oneOf = [] } = rowOf(deed);
		const { client, user } = await account({ inGroups: allBut([...all, ...oneOf]) });
		const before = await admin.device(device);
		const begun = performance.now();
		const error = await failureOf<ForbiddenError>({ ...acts, ...onlyRefused }[deed]!(client));
		expect(error).toBeInstanceOf(ForbiddenError);
		const told = [error.message, ...error.notes].join(' ');
		for (const name of [...all, ...oneOf]) expect(told).toContain(name);
		// No silence of the server was waited for.
		expect(performance.now() - begun).toBeLessThan(5_000);
		expect([user, await admin.device(device)]).toEqual([user, before]);
	});

	it('M5 accounts, groups and events name rights of the server', async () => {
		const { client } = await account({ inGroups: 4_294_967_295 });
		for (const ask of [client.users(), client.events({ userId: 'user//admin', limit: 3 })]) expect((await failureOf<ForbiddenError>(ask)).notes.join(' ')).toContain(`This needs the right ${NEEDS.users.all[0]}`);
		const manager = (await account({ inGroups: 0, siteRights: 2 + 64 })).client;
		expect((await manager.users()).length).toBeGreaterThan(2);
		expect((await manager.events({ userId: 'user//admin', limit: 3 })).length).toBeGreaterThan(0);
		expect(await failureOf(manager.createGroup('New', ''))).toMatchObject({ name: 'ForbiddenError', message: 'Permission denied' });
	});

	it('M5 an account that was never in a group is told that no events are reported to it', async () => {
		const { client } = await account({});
		expect((await failureOf<Error>(client.events({ limit: 3 }))).message).toContain('is in no device group');
		expect(await client.devices()).toEqual([]);
		await client.authenticate();
		expect(await client.connection([NEEDS.toast])).toMatchObject({ devices: 0, missingRights: ['Chat and Notify'] });
	});

	it('a right that is granted, or taken away, counts at once in a session that is open', async () => {
		const { client, user } = await account({ inGroups: 0 });
		const toast = async () => await client.message(await client.device(device), { ...said, as: 'toast' });
		expect(await failureOf(toast())).toBeInstanceOf(ForbiddenError);
		for (const meshid of Object.values(lab.server.groups)) await admin.send('addmeshuser', { meshid, usernames: [user], meshadmin: bits['Chat and Notify'] });
		expect(await toast()).toMatchObject({ confirmed: true });
		for (const meshid of Object.values(lab.server.groups)) await admin.send('addmeshuser', { meshid, usernames: [user], meshadmin: 0 });
		expect(await failureOf(toast())).toBeInstanceOf(ForbiddenError);
	});

	it('a right that comes through a user group counts', async () => {
		const { client, user } = await account({});
		const created = (await admin.send('createusergroup', { name: 'Operators', desc: '' })) as { ugrpid?: string };
		const ugrpid = created.ugrpid ?? Object.keys(((await admin.send('usergroups', {})) as { ugroups: object }).ugroups)[0]!;
		await admin.send('addusertousergroup', { ugrpid, usernames: [user] });
		for (const meshid of Object.values(lab.server.groups)) await admin.send('addmeshuser', { meshid, userids: [ugrpid], meshadmin: bits['Chat and Notify'] });
		expect(await client.message(await client.device(device), { ...said, as: 'toast' })).toMatchObject({ confirmed: true });
		expect(await failureOf(client.power(await client.device(device), 'reset'))).toBeInstanceOf(ForbiddenError);
	});

	describe('through REST commands', () => {
		let wrapper: MeshCentralWrapper;
		afterEach(async () => await wrapper.stop());

		it.each(['power', 'toast', 'dialog', 'wake', 'updateGroup', 'details', 'updateDevice', 'shares', 'deleteDevice'])('M4 M5 %s without the right is an error that names it', async (deed) => {
			const { all = [], oneOf = [] } = rowOf(deed);
			const { user, password } = await account({ inGroups: allBut([...all, ...oneOf]) });
			wrapper = await startMeshCentralWrapper({ backedBy: { ...lab.server, admin: { user, password } } });
			const error = await failureOf<ForbiddenError>({ ...acts, ...onlyRefused }[deed]!(connectWrapper(restCredential(wrapper.url))));
			expect(error).toBeInstanceOf(ForbiddenError);
			for (const name of [...all, ...oneOf]) expect([error.message, ...error.notes].join(' ')).toContain(name);
			expect(wrapper.workers.busy).toBe(0);
		});
	});
});
