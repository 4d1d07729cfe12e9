/** What the client does through the wrapper's commands, and what it does to a simulated MeshCentral. */
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { failureOf } from '../support/http';
import { lab, nobody, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
let client: MeshCentralClient;
beforeEach(async () => {
	wrapped = await startWrapped();
	client = wrapped.client();
});
afterEach(async () => await wrapped.stop());

const last = (id: string) => id.slice(id.lastIndexOf('/') + 1);
const noGroup = `mesh//${'B'.repeat(64)}`;
const acted = () => wrapped.sent().filter((each) => each.startsWith('POST'));
const node = (id: string) => wrapped.simulator.world.device(id).node;

describe('reading', () => {
	it('the devices with their groups', async () => {
		const devices = await client.devices();
		expect(devices.map(({ name, groupname, conn }) => [name, groupname, conn])).toEqual([['vm', 'OpenFrame', 1], ['lab-two', 'OpenFrame', 1], ['lab-three', 'OpenFrame', undefined]]);
	});

	it('the devices of a group, which the wrapper lists without its name', async () => {
		wrapped.simulator.world.addGroup({ name: 'Branch', _id: noGroup });
		expect(await client.devices(lab.group)).toMatchObject([{ groupname: 'OpenFrame' }, { groupname: 'OpenFrame' }, { groupname: 'OpenFrame' }]);
		expect(await client.devices(last(noGroup))).toEqual([]);
	});

	it.each([
		['by its full id', lab.two],
		['by the last part of it', last(lab.two)],
		['with blanks around it', ` ${lab.two}\n`],
	])('a device %s', async (_, id) => {
		expect(await client.device(id)).toMatchObject({ _id: lab.two, name: 'lab-two', meshid: lab.group, groupname: 'OpenFrame' });
	});

	it.each([
		['none of this id', nobody],
		['one of another domain', lab.two.replace('node//', 'node/other/')],
		['a part of an id, which the wrapper finds', last(lab.two).slice(0, 20)],
	])('%s is no device', async (_, id) => {
		expect(await client.find(id)).toBeUndefined();
		expect(await failureOf(client.device(id))).toMatchObject({ name: 'RefusedError', message: 'Invalid device id', advice: expect.stringContaining('no such device') });
	});

	it.each(['', 'node//', lab.group, 'user//labadmin'])('"%s" is not the id of a device, and nothing is asked', async (id) => {
		expect(await failureOf(client.find(id))).toMatchObject({ name: 'InputError' });
		expect(wrapped.sent()).toEqual([]);
	});

	it('details, users, events and the server', async () => {
		expect(await client.details(lab.two)).toMatchObject({ General: { 'Server Name': 'lab-two' }, Networking: {} });
		expect(await client.users()).toMatchObject([{ name: 'labadmin' }, { name: 'twofa' }]);
		await client.updateDevice(lab.two, { desc: 'x' });
		await client.updateDevice(lab.one, { desc: 'x' });
		expect(await client.events({ limit: 1 })).toMatchObject([{ action: 'changenode', nodeid: lab.one }]);
		expect(await client.events({ limit: 5, deviceId: lab.two })).toHaveLength(1);
		expect(await client.serverInfo()).toMatchObject({ name: '127.0.0.1' });
	});

	it('goes by GET and nothing else', async () => {
		await Promise.all([client.authenticate(), client.devices(), client.groups(), client.details(lab.two), client.users(), client.serverInfo(), client.shares(lab.two), client.events({ limit: 1 })]);
		expect(wrapped.sent().filter((each) => !each.startsWith('GET '))).toEqual([]);
		expect(wrapped.simulator.requests.map(({ body }) => body).filter((body) => body !== null)).toEqual([]);
	});
});

describe('changing', () => {
	it('a device, and nothing else of it', async () => {
		const before = { ...node(lab.two) };
		await client.updateDevice(last(lab.two), { name: 'renamed two' });
		expect(node(lab.two)).toEqual({ ...before, name: 'renamed two' });
	});

	it('the group of a device', async () => {
		const { world } = wrapped.simulator;
		const { _id } = world.addGroup({ name: 'Branch' });
		expect(await client.moveDevice(lab.two, _id)).toMatchObject({ device: { _id: lab.two }, group: { _id }, wasThere: false });
		expect(world.device(lab.two).meshid).toBe(_id);
	});

	it('M14 the group of a device that is there already is done', async () => {
		expect(await client.moveDevice(last(lab.two), last(lab.group))).toMatchObject({ device: { _id: lab.two }, group: { _id: lab.group }, wasThere: true });
		expect(acted()).toEqual([]);
	});

	it('M14 tags one by one, and gives back what is stored', async () => {
		node(lab.two).tags = ['b', 'old'];
		expect(await client.updateDevice(lab.two, { addTags: ['a', 'b'], removeTags: ['old', 'never there'] })).toMatchObject({ _id: lab.two, tags: ['a', 'b'] });
		expect(wrapped.last('editdevice')).toEqual({ id: lab.two, tags: 'b,a' });
	});

	it('and says so where something was not stored', async () => {
		wrapped.simulator.answerNext({ method: 'POST', path: /editdevice/ }, { status: 200, body: 'ok\n' }, 2);
		expect(await failureOf(client.updateDevice(lab.two, { desc: 'x', icon: 3 }))).toMatchObject({ name: 'BadAnswerError', message: 'MeshCentral answered "ok" but did not store Description and Icon of lab-two as it was sent' });
		expect(await failureOf(client.updateGroup(lab.group, { name: 'x' }))).toMatchObject({ message: 'MeshCentral answered "ok" but did not store Name of OpenFrame as it was sent' });
	});

	it('groups', async () => {
		const { groups } = wrapped.simulator.world;
		const { id } = await client.createGroup('Branch office', '');
		expect(groups.get(id)).toMatchObject({ name: 'Branch office' });
		await client.updateGroup(last(id), { desc: 'upstairs' });
		expect(groups.get(id)).toMatchObject({ name: 'Branch office', desc: 'upstairs' });
		expect((await client.createInviteLink(id, 0)).url).toMatch(/^https:\S+agentinvite\?c=/);
		expect(wrapped.last('generateinvitelink')).toEqual({ id, hours: '0' });
		await client.deleteGroup(id);
		expect(groups.has(id)).toBe(false);
	});

	it('a description to nothing is refused, of groups too', async () => {
		expect(await failureOf(client.updateGroup(lab.group, { desc: '' }))).toMatchObject({ name: 'InputError', advice: expect.stringContaining("'WebSocket'") });
		expect(wrapped.sent()).toEqual([]);
	});

	it('a device away', async () => {
		await client.deleteDevice(lab.three);
		expect(wrapped.simulator.world.devices.has(lab.three)).toBe(false);
	});
});

describe('what does not exist is found out before anything is done', () => {
	it.each<[string, () => Promise<unknown>, string]>([
		['updating a device', async () => await client.updateDevice(nobody, { desc: 'x' }), 'Invalid device id'],
		['moving one', async () => await client.moveDevice(nobody, lab.group), 'Invalid device id'],
		['moving one into no group', async () => await client.moveDevice(lab.two, noGroup), 'Invalid group id'],
		['deleting one', async () => await client.deleteDevice(nobody), 'Invalid device id'],
		['its details', async () => await client.details(nobody), 'Invalid device id'],
		['its events', async () => await client.events({ deviceId: nobody, limit: 1 }), 'Invalid device id'],
		['its links', async () => await client.shares(nobody), 'Invalid device id'],
		['a link to it', async () => await client.createShare(nobody, { types: ['files'], guestName: 'x', validFor: 'unlimited' }), 'Invalid device id'],
		['no link of a device', async () => await client.deleteShare(lab.two, 'nope'), 'Invalid device share identifier.'],
		['updating a group', async () => await client.updateGroup(noGroup, { desc: 'x' }), 'Invalid group id'],
		['deleting one', async () => await client.deleteGroup(noGroup), 'Invalid group id'],
		['an invitation to one', async () => await client.createInviteLink(noGroup, 1), 'Invalid group id'],
		['devices of one', async () => await client.devices(noGroup), 'Invalid group id'],
	])('%s', async (_, ask, message) => {
		expect(await failureOf(ask())).toMatchObject({ name: 'RefusedError', message });
		expect(acted()).toEqual([]);
	});
});

describe('power and messages', () => {
	it.each(['off', 'reset', 'sleep'] as const)('%s is sent to a device that is online, and to no other', async (action) => {
		const [two, three] = [await client.device(lab.two), await client.device(lab.three)];
		expect(await client.power(two, action)).toEqual({ answer: 'ok', confirmed: false, reason: expect.stringContaining('REST commands') });
		expect(wrapped.last('devicepower')).toEqual({ id: lab.two, [action]: '1' });
		expect(await failureOf(client.power(three, action))).toMatchObject({ name: 'InputError', message: 'lab-three is offline' });
		expect(acted()).toEqual(['POST devicepower']);
	});

	it('wake is for devices that are offline, and says what the server says', async () => {
		expect(await client.power(await client.device(lab.three), 'wake').catch((error: Error) => error.message)).toMatch(/wake packets|network information/);
		expect(wrapped.last('devicepower')).toEqual({ id: lab.three, wake: '1' });
	});

	it('a dialog and a toast', async () => {
		const two = await client.device(lab.two);
		expect(await client.message(two, { title: 'Title', text: 'Hello\nthere', as: 'dialog', seconds: 5 })).toMatchObject({ answer: 'OK', confirmed: false });
		expect(wrapped.last('devicemessage')).toEqual({ id: lab.two, title: 'Title', msg: 'Hello\nthere', timeout: '5000' });
		expect(await client.message(two, { title: 'Title', text: 'Hello', as: 'toast', seconds: 5 })).toMatchObject({ answer: 'ok', confirmed: false });
		expect(wrapped.last('devicetoast')).toEqual({ id: lab.two, title: 'Title', msg: 'Hello' });
	});

	it.each(['dialog', 'toast'] as const)('no %s for a device that is offline', async (as) => {
		const three = await client.device(lab.three);
		expect(await failureOf(client.message(three, { title: 'Title', text: 'Hello', as, seconds: 5 }))).toMatchObject({ message: 'lab-three is offline' });
		expect(acted()).toEqual([]);
	});
});

describe('links', () => {
	const from = new Date('2031-01-01T08:00:00Z');
	const to = new Date('2031-01-01T09:30:00Z');

	it.each([
		['for minutes', { types: ['terminal', 'files'], validFor: { minutes: 30 }, consent: 'prompt' }, { type: 'terminal,files', duration: '30', consent: 'prompt' }, { p: 5 }],
		['for a window', { types: ['desktop'], validFor: { from, to }, viewOnly: true }, { type: 'desktop', start: from.toISOString(), end: to.toISOString(), viewonly: '1', consent: 'none' }, { p: 2, viewOnly: true, startTime: from.getTime(), expireTime: to.getTime() }],
		['without end', { types: ['desktop'], validFor: 'unlimited' }, { type: 'desktop', consent: 'none' }, { p: 2, consent: 0 }],
	] as const)('%s are made, listed and deleted', async (_, share, sent, listed) => {
		const guestName = 'Zoë "the guest" 日本';
		const made = await client.createShare(lab.two, { guestName, ...share });
		expect(wrapped.last('devicesharing')).toEqual({ id: lab.two, add: guestName, ...sent });
		expect(await client.shares(lab.two)).toMatchObject([{ publicid: made.publicid, url: made.url, guestName, ...listed }]);
		await client.deleteShare(lab.two, made.publicid);
		expect(await client.shares(lab.two)).toEqual([]);
	});

	it('an apostrophe in the name of one that is there does no harm', async () => {
		wrapped.simulator.world.device(lab.two).shares.push({ p: 1, publicid: 'abc', userid: 'user//labadmin', guestName: "it's 日本", consent: 0, url: 'https://x.test/?c=1' });
		expect(await client.shares(lab.two)).toMatchObject([{ guestName: "it's 日本" }]);
	});

	it('one that stays although it was deleted is an error', async () => {
		const { publicid } = await client.createShare(lab.two, { types: ['files'], guestName: 'guest', validFor: 'unlimited' });
		wrapped.simulator.answerNext({ method: 'POST', path: /devicesharing/ }, { status: 200, body: 'undefined\n' });
		expect(await failureOf(client.deleteShare(lab.two, publicid))).toMatchObject({ name: 'RefusedError', message: 'MeshCentral did not remove the link' });
	});

	it.each([0, 0.5, -1])('for %p minutes, which would be without end, are refused', async (minutes) => {
		const share = { types: ['files'], guestName: 'guest', validFor: { minutes } } as const;
		expect(await failureOf(client.createShare(lab.two, share))).toMatchObject({ name: 'InputError' });
		expect(acted()).toEqual([]);
	});
});

describe('what only the WebSocket can do', () => {
	it.each<[string, () => Promise<unknown>]>([
		['processes', async () => await client.processes(await client.device(lab.two))],
		['events of a user', async () => await client.events({ userId: 'user//labadmin', limit: 1 })],
		['a dialog without end', async () => await client.message(await client.device(lab.two), { title: 'x', text: 'x', as: 'dialog', seconds: 0 })],
	])('%s', async (_, ask) => {
		expect(await failureOf(ask())).toMatchObject({ name: 'InputError', advice: expect.stringContaining("'WebSocket' in 'Connect Through'") });
		expect(acted()).toEqual([]);
	});

	it('when devices connected, and since when we are, is not known', async () => {
		expect(await client.lastConnects()).toBeUndefined();
		expect(client.connectedSince()).toBeUndefined();
	});
});
