/** Rights through the wrapper: a command without an answer would take one of its workers with it, and "ok" for nothing would be believed. */
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { ForbiddenError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { measured } from './rightsServer';
import { lab, order, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
let client: MeshCentralClient;
const branch = `mesh//${'B'.repeat(64)}`;
beforeEach(async () => {
	wrapped = await startWrapped();
	wrapped.simulator.world.addGroup({ _id: branch, name: 'Branch' });
	client = wrapped.client();
});
afterEach(async () => await wrapped.stop());

const acted = () => wrapped.sent().filter((each) => each.startsWith('POST'));
const toldBy = (error: Error) => [error.message, ...((error as ForbiddenError).notes ?? [])].join(' ');
const said = { title: 'T', text: 'm', seconds: 9 } as const;
const { rights } = measured;

/** What is done, the rights that are enough for it, and whether the wrapper would say something else than that they are missing. */
const deeds: ReadonlyArray<[what: string, needs: string[], isSilent: boolean, act: () => Promise<unknown>]> = [
	['runCommand', ['Remote Command'], false, async () => await client.run(await client.device(lab.two), order('id'))],
	['power', ['Reset and Off'], true, async () => await client.power(await client.device(lab.two), 'reset')],
	['wake', ['Wake'], true, async () => await client.power(await client.device(lab.two), 'wake')],
	['toast', ['Chat and Notify'], true, async () => await client.message(await client.device(lab.two), { ...said, as: 'toast' })],
	['dialog', ['Remote Control'], true, async () => await client.message(await client.device(lab.two), { ...said, as: 'dialog' })],
	['dialog', ['Desktop View Only'], true, async () => await client.message(await client.device(lab.two), { ...said, as: 'dialog' })],
	['updateDevice', ['Manage Devices'], false, async () => await client.updateDevice(lab.two, { desc: 'x' })],
	['moveTo', ['Edit Group', 'Manage Devices'], false, async () => await client.moveDevice(lab.two, branch)],
	['deleteDevice', ['Uninstall'], false, async () => await client.deleteDevice(lab.three)],
	['details', ['Device Details'], true, async () => await client.details(lab.two)],
	['shares', ['Remote Control', 'Guest Sharing'], false, async () => await client.createShare(lab.two, { types: ['files'], guestName: 'g', validFor: { minutes: 5 } })],
	['updateGroup', ['Edit Group'], true, async () => await client.updateGroup(lab.group, { desc: 'x' })],
];

describe.each(deeds)('%s with %j', (_, needs, isSilent, act) => {
	const bits = needs.reduce((sum, name) => sum + rights[name]!, 0);

	it('M4 M5 is done with these rights alone', async () => {
		wrapped.simulator.world.limitMe(bits);
		await act();
	});

	it('M4 M5 is not done with all others, and the error names what is missing', async () => {
		const all = Object.entries(rights).filter(([name]) => !needs.includes(name) && !/^No |^Limited|Only$/.test(name));
		const others = all.filter(([name]) => !(needs.includes('Desktop View Only') && name === 'Remote Control'));
		wrapped.simulator.world.limitMe(others.reduce((sum, [, bit]) => sum + bit, 0));
		const error = await failureOf<ForbiddenError>(act());
		expect(error).toBeInstanceOf(ForbiddenError);
		for (const name of needs) expect(toldBy(error)).toContain(name);
		expect(wrapped.simulator.received).toEqual([]);
		if (isSilent) expect([acted(), error.outcome]).toEqual([[], expect.stringContaining('was not sent')]);
		expect(wrapped.simulator.workers.busy).toBe(0);
	});
});

it('M4 who is asked once is known for all items of a run', async () => {
	const two = await client.device(lab.two);
	await Promise.all(Array.from({ length: 20 }, async () => await client.power(two, 'wake')));
	expect(wrapped.sent().filter((each) => each === 'GET userinfo')).toHaveLength(1);
});

it('M5 deleting a group names that only a full administrator of it may', async () => {
	wrapped.simulator.world.limitMe(1 + 2 + 4);
	expect(toldBy(await failureOf(client.deleteGroup(branch)))).toContain('Full Administrator');
});

it('M5 a new group and accounts name rights of the server', async () => {
	wrapped.simulator.world.limitMe(1, 64);
	expect(await failureOf(client.createGroup('New', ''))).toMatchObject({ name: 'ForbiddenError', message: 'Permission denied' });
	expect(toldBy(await failureOf(client.users()))).toContain('Manage Users (Server)');
});

it('M5 events of an account that was never in a group are not waited for, and keep no worker', async () => {
	delete wrapped.simulator.world.me.links;
	wrapped.simulator.world.me.siteadmin = 0;
	expect(await failureOf(client.events({ limit: 3 }))).toMatchObject({ message: expect.stringMatching(/is in no device group/) });
	expect(wrapped.sent()).not.toContain('GET listevents');
});

describe('M7 a wrapper whose account belongs to another domain than its MeshCentral', () => {
	const elsewhere = () => {
		const { world } = wrapped.simulator;
		world.me._id = 'user/customer/wrapper';
		world.devices.clear();
	};

	it.each<[string, () => Promise<unknown>]>([
		['the credential test', async () => await client.authenticate()],
		['a list, which is empty', async () => await client.devices()],
		['Check Connection', async () => await client.connection([])],
	])('is an error of %s', async (_, ask) => {
		elsewhere();
		expect(await failureOf(ask())).toMatchObject({ message: expect.stringContaining('belongs to the domain "customer", but the address leads to the default domain'), advice: expect.stringContaining('its administrator') });
	});

	it('and one that is of it is fine, with no device at all', async () => {
		wrapped.simulator.world.devices.clear();
		await client.authenticate();
		expect(await client.devices()).toEqual([]);
	});
});

describe('M6 waking', () => {
	const offline = () => {
		const { world } = wrapped.simulator;
		for (const [id, { connection }] of world.devices) if (connection) world.disconnect(id);
	};

	it('that used no device is an error of a server that is on the internet only', async () => {
		offline();
		const error = await failureOf(client.power(await client.device(lab.two), 'wake'));
		expect(error).toMatchObject({ name: 'RefusedError', message: 'Used 0 device(s) to send wake packets', advice: expect.stringContaining('so nothing was done') });
	});

	it('that used one was sent', async () => {
		expect(await client.power(await client.device(lab.two), 'wake')).toMatchObject({ answer: 'Used 2 device(s) to send wake packets', confirmed: false, reason: expect.stringContaining("'Wait Until Online'") });
	});
});
