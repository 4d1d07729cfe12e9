/** Commands by their names: what can be sent, and in which form. */
import type { InputError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { lab, startWrapped, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped;
beforeEach(async () => {
	wrapped = await startWrapped();
});
afterEach(async () => await wrapped.stop());

const send = async (command: string, parameters: Record<string, unknown> = {}) => await wrapped.client().send(command, parameters);

describe('sent', () => {
	it.each<[string, Record<string, unknown>, unknown]>([
		['serverinfo', {}, expect.objectContaining({ name: '127.0.0.1' })],
		[' ListDevices ', { count: true }, 3],
		['listdevices', { filter: 'lab-two' }, [expect.objectContaining({ name: 'lab-two' })]],
		['listusergroups', {}, null],
		['listusersofdevicegroup', { id: lab.group }, { 'user//labadmin': expect.anything() }],
		['logintokens', {}, [expect.objectContaining({ name: 'lab' })]],
		['report', { type: 'db' }, expect.stringMatching(/^group,/)],
		['generateinvitelink', { group: 'OpenFrame', hours: 1 }, expect.stringMatching(/^https:/)],
		['addusertodevicegroup', { id: lab.group, userid: 'twofa', remotecontrol: true, notes: false }, 'Added user twofa'],
		['broadcast', { msg: 'hello' }, 'ok'],
	])('%s', async (command, parameters, answer) => {
		expect(await send(command, parameters)).toEqual(answer);
	});

	it.each<[unknown, string | undefined]>([
		[true, '1'],
		['true', '1'],
		[1, '1'],
		[false, undefined],
		['false', undefined],
		[0, undefined],
		['', undefined],
		[null, undefined],
	])('a flag of %p as %p', async (hex, arrives) => {
		await send('listdevicegroups', { hex });
		expect(wrapped.last('listdevicegroups')!.hex).toBe(arrives);
	});

	it.each<[string, Record<string, unknown>, Record<string, string>]>([
		['a number', { id: lab.two, icon: 3 }, { icon: '3' }],
		['a number as text', { id: lab.two, icon: ' 3 ' }, { icon: '3' }],
		['a list', { id: lab.two, tags: ['a', 'b c'] }, { tags: 'a,b c' }],
		['a list as text', { id: lab.two, tags: 'a,b c' }, { tags: 'a,b c' }],
		['blanks around an id', { id: ` ${lab.two} `, name: 'x' }, { name: 'x' }],
	])('%s', async (_, parameters, arrives) => {
		await send('editdevice', parameters);
		expect(wrapped.last('editdevice')).toEqual({ id: lab.two, ...arrives });
	});

	it('what reads by GET, what acts by POST', async () => {
		await send('listusers');
		await send('broadcast', { msg: 'x' });
		expect(wrapped.sent()).toEqual(['GET listusers', 'POST broadcast']);
	});

	it("the server's no is an error", async () => {
		expect(await failureOf(send('adduser', { user: 'twofa', pass: 'Some-Passw0rd!' }))).toMatchObject({ name: 'RefusedError', message: 'User already exists' });
	});
});

describe('refused before anything is sent', () => {
	it.each<[string, string, Record<string, unknown>, RegExp]>([
		['a command that is none', 'nosuch', {}, /no command 'nosuch'.*|Available are: .*listdevices/],
		['what ends the server', 'webrelay', { id: lab.two }, /stops the whole MeshCentral server/],
		['what never ends', 'showevents', {}, /never ends/],
		['what reads files of the server', 'upload', {}, /file of the server/],
		['what never answers', 'addamtdevice', {}, /never ends/],
		['the documented one that does not exist', 'tunnel', {}, /no such command.*'Create' of the tunnel/],
		['what has an operation', 'runcommand', { id: lab.two, run: 'x' }, /'Run Command' of the device/],
		['a path', '../../etc', {}, /no command/],
		['a command with more', 'listdevices;id', {}, /no command/],
		['a name of JavaScript', 'constructor', {}, /no command/],
		['a parameter that is none', 'listdevices', { nosuch: 1 }, /'listdevices' has no parameter 'nosuch'/],
		['a parameter that signs in elsewhere', 'serverinfo', { url: 'wss://elsewhere' }, /'serverinfo' has no parameter 'url'/],
		['a parameter with more', 'listdevices', { "filter' ; id ; '": 'x' }, /has no parameter/],
		['a parameter of JavaScript', 'listdevices', { constructor: 'x' }, /has no parameter/],
		['what is missing', 'editdevice', { name: 'x' }, /needs 'id'/],
		['one of two that is missing', 'removeuserfromdevicegroup', { userid: 'x' }, /needs 'id' or 'group'/],
		['several for one', 'listdevices', { filter: ['a', 'b'] }, /is a list/],
		['an object for text', 'listdevices', { filter: {} }, /is not text/],
		['a number for text', 'adddevicegroup', { name: 2024 }, /looks like a number/],
		['an empty id', 'deviceinfo', { id: '  ' }, /is empty/],
		['text for a number', 'listevents', { limit: 'many' }, /not a whole number/],
		['a broken number', 'listevents', { limit: 1.5 }, /not a whole number/],
		['0 where it means all', 'listevents', { limit: 0 }, /"not given"/],
		['a flag that is neither', 'listdevicegroups', { hex: 'maybe' }, /neither true nor false/],
		['none of the words', 'report', { type: 'all' }, /not one of its values/],
		['a time without a zone', 'report', { type: 'db', start: '2026-01-01T10:00' }, /with a time zone/],
		['a list with an empty entry', 'editdevice', { id: lab.two, tags: 'a,,b' }, /empty entry/],
		['an id for which nothing would ever be answered', 'addtousergroup', { groupid: 'ugrp//x', id: 'bob' }, /full ID/],
	])('%s', async (_, command, parameters, words) => {
		const error = await failureOf<InputError>(send(command, parameters));
		expect(error.name).toBe('InputError');
		expect(`${error.message} ${error.advice}`).toMatch(words);
		expect(error.advice).toContain('Nothing was sent.');
		expect(wrapped.sent()).toEqual([]);
	});

	it('an unknown command shows those that there are', async () => {
		const { advice } = await failureOf<InputError>(send('nosuch'));
		const names = wrapped.client().commands().filter(({ allowed }) => allowed).map(({ name }) => name);
		expect(names.length).toBeGreaterThan(25);
		expect(names.filter((name) => !advice!.includes(name))).toEqual([]);
	});
});

it('every command that cannot be sent says why', () => {
	const refused = wrapped.client().commands().filter(({ allowed }) => !allowed);
	expect(refused.map(({ name }) => name)).toEqual(expect.arrayContaining(['config', 'upload', 'download', 'shell', 'showevents', 'agentdownload', 'indexagenterrorlog', 'webrelay', 'addamtdevice']));
	expect(refused.filter(({ reason }) => !reason)).toEqual([]);
});
