/** Commands that are sent as they are: what would never be answered, or is said to be done and is not. */
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { failureOf } from '../support/http';
import { lab, nobody, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
let client: MeshCentralClient;
const techs = `ugrp//${'T'.repeat(64)}`;
beforeEach(async () => {
	wrapped = await startWrapped();
	wrapped.simulator.world.userGroups.set(techs, { type: 'ugrp', _id: techs, name: 'Techs', domain: '', links: {} });
	client = wrapped.client();
});
afterEach(async () => {
	// Whatever happened, the wrapper has all its workers.
	expect(wrapped.simulator.workers.busy).toBe(0);
	await wrapped.stop();
});

const acted = () => wrapped.sent().filter((each) => each.startsWith('POST'));
const told = async (asked: Promise<unknown>) => {
	const { message, notes = [] } = (await failureOf(asked)) as Error & { notes?: string[] };
	return [message, ...notes].join(' ');
};

describe('without the right, where the server says nothing', () => {
	beforeEach(() => wrapped.simulator.world.limitMe(4));

	it.each<[string, Record<string, unknown>, string]>([
		['editdevicegroup', { id: lab.group, desc: 'x' }, 'Edit Group'],
		['editdevicegroup', { group: 'OpenFrame', desc: 'x' }, 'Edit Group'],
		['addusertodevice', { id: lab.two, userid: 'twofa', remotecontrol: true }, 'Manage Users'],
		['removeuserfromdevice', { id: lab.two, userid: 'twofa' }, 'Manage Users'],
		['edituser', { userid: 'twofa', realname: 'x' }, 'Manage Users (Server)'],
		['removefromusergroup', { groupid: techs, id: 'user//twofa' }, 'User Groups (Server)'],
		['addtousergroup', { groupid: techs, id: lab.two, rights: 8 }, 'Manage Users'],
	])('M5 %s is not sent, and what is missing is named (%j)', async (command, parameters, right) => {
		expect(await told(client.send(command, parameters))).toContain(right);
		expect(acted()).toEqual([]);
	});

	it.each<[string, Record<string, unknown>, string]>([
		['addusertodevicegroup', { id: lab.group, userid: 'twofa', remotecontrol: true }, 'Permission denied This needs the right Manage Users'],
		['adduser', { user: 'new', pass: 'Some-Passw0rd!' }, 'Permission denied This needs the right Manage Users (Server)'],
		['addusergroup', { name: 'New' }, 'Permission denied This needs the right User Groups (Server)'],
	])('M5 %s has its own words', async (command, parameters, words) => {
		expect(await told(client.send(command, parameters))).toContain(words);
	});
});

it.each<[string, Record<string, unknown>]>([
	['addusertodevice', { id: nobody, userid: 'twofa' }],
	['listevents', { id: nobody }],
	['editdevice', { id: nobody, desc: 'x' }],
	['editdevicegroup', { group: 'nope', desc: 'x' }],
])('%s of what is not there is found out before', async (command, parameters) => {
	expect(await told(client.send(command, parameters))).toMatch(/^Invalid (device|group) id/);
	expect(acted()).toEqual([]);
});

it('a device is not sent into a group of another kind, which is never answered', async () => {
	const { world } = wrapped.simulator;
	const amt = world.addGroup({ name: 'AMT', mtype: 1 });
	const words = 'A device of the group OpenFrame cannot be moved to AMT, which is of another type';
	expect(await told(client.send('movetodevicegroup', { devid: lab.two, id: amt._id }))).toBe(words);
	expect(await told(client.moveDevice(lab.two, amt._id))).toBe(words);
	expect(acted()).toEqual([]);
});

describe('what is said to be done', () => {
	it('a user is a user of a device then, and an unknown one is an error', async () => {
		expect(await client.send('addusertodevice', { id: lab.two, userid: 'twofa', remotecontrol: true })).toBe('ok');
		expect(await told(client.send('addusertodevice', { id: lab.two, userid: 'ghost', remotecontrol: true }))).toBe('MeshCentral answered "ok" but did not store user//ghost as a user of lab-two');
		expect(await client.send('removeuserfromdevice', { id: lab.two, userid: 'twofa' })).toBe('ok');
	});

	it.each([
		['a user', 'user//twofa'],
		['a device group', lab.group],
		['a device', lab.two],
	])('%s is in a user group then, and out of it', async (_, id) => {
		await client.send('addtousergroup', { groupid: techs, id, rights: 8 });
		expect(wrapped.simulator.world.userGroups.get(techs)?.links[id]).toBeDefined();
		await client.send('removefromusergroup', { groupid: techs, id });
		expect(wrapped.simulator.world.userGroups.get(techs)?.links).toEqual({});
		expect(await told(client.send('removefromusergroup', { groupid: techs, id }))).toContain('is not in this user group');
	});

	it('a user or user group that there is not is an error, although the server says ok', async () => {
		expect(await told(client.send('addtousergroup', { groupid: techs, id: 'user//ghost' }))).toBe('MeshCentral answered "ok" but did not store user//ghost in the user group');
		expect(await told(client.send('addtousergroup', { groupid: `ugrp//${'N'.repeat(64)}`, id: 'user//twofa' }))).toContain('MeshCentral has no user group');
	});

	it('an account keeps its quota: meshctrl would take it away', async () => {
		Object.assign(wrapped.simulator.world.users.get('user//twofa')!, { quota: 1_000 });
		expect(await failureOf(client.send('edituser', { userid: 'twofa', realname: 'x' }))).toMatchObject({ message: 'user//twofa has a quota, which this command would remove', advice: expect.stringContaining("'WebSocket'") });
		expect(acted()).toEqual([]);
	});
});
