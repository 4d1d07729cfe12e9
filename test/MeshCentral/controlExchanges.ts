/** Which call of the client makes which recorded exchange, and what it comes to. */
import type { ControlClient } from '../../nodes/MeshCentral/control/client';
import type { Command } from '../../nodes/MeshCentral/command';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { fieldsOf, recorded, replayed, type Sent } from './controlWire';

export interface ExchangeRow {
	/** Of the recording. */
	name: string;
	ask: (client: ControlClient) => Promise<unknown>;
	/** The result; nothing for what gives none. */
	gives?: unknown;
	/** The error. */
	refuses?: { message: string; advice?: unknown };
	/** Where the client's request differs from the recorded one: how; or that there is none. */
	sends?: Record<string, unknown> | 'nothing';
}

const vm = 'node//EEFIOkSecvkY8Nn$HYuyZmo1tI9GLUNWPi$OlnnWnRbMsgvw5xZeLnWWFm5BGQKR';
const two = 'node//b36v9T3XZTP6TdWhy5EuZHzog4SepUZ13UDRq5XqY89HUBZ$c3Fiu5yUj3s54mMK';
const three = 'node//LNce29cL0GhUIujagYko0x76Q$U1tkP58svCbt1INxkPBTpsN4ivwM4RNuBQ2kVZ';
/** Its devices are known when they are looked up, and to the request itself no more. */
const vanished = `node//${'A'.repeat(64)}`;
const mesh = 'mesh//5hzWS2ug6Q1ZI61DmxtoYMvQnDVpHkt5SCOlr@ZIX380yBL2mBCpHvWTB1JKR5eR';
const second = 'mesh//GIwMTXItGmEm1M7NTcltjhoCMQmPM9SD2MyeDvAQqVUKpZhASKOWMuDzTRO1M7eX';

const listed = Object.values(recorded('nodes').received[0]!.nodes as object).flat() as DeviceRecord[];
const grouped = (device: DeviceRecord): DeviceRecord => ({ ...device, meshid: mesh, groupname: 'OpenFrame' });
const [vmRecord, twoRecord, threeRecord] = listed.map(grouped) as [DeviceRecord, DeviceRecord, DeviceRecord];
export const records = { vm: vmRecord, two: twoRecord, three: threeRecord, vanished: { ...twoRecord, _id: vanished } } as const;

/** What was written, by the id of the device or group. */
type Written = Map<unknown, object>;

/** What the server is asked on the way: one device, all of them, the groups, a device's links. */
function lookUp(frame: Sent, written: Written = new Map()): object[] {
	const { responseid, id } = frame;
	const asStored = <T extends { _id: string }>(records: readonly T[]) => records.map((record) => ({ ...record, ...written.get(record._id) }));
	const groups = recorded('meshes').received[0]!.meshes as Array<{ _id: string }>;
	if (frame.action === 'meshes') return [{ action: 'meshes', meshes: asStored([...groups, { _id: second, name: 'Second group' }]) }];
	if (frame.action === 'deviceShares') return replayed('deviceShares', frame);
	if (frame.action !== 'nodes') return [];
	const found = asStored([...listed, records.vanished].filter(({ _id }) => _id === id));
	return [{ action: 'nodes', responseid, nodes: found.length > 0 ? { [mesh]: found } : {} }];
}

/** As the server keeps what it is sent of a device or a group. */
function noteDown({ action, nodeid, meshid, meshname, name, desc, tags, icon, consent }: Sent, written: Written): void {
	const given = { name: meshname ?? name, desc, tags: Array.isArray(tags) ? [...(tags as string[])].sort() : tags, icon, consent };
	const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
	if (action === 'changedevice') written.set(nodeid, fields);
	if (action === 'editmesh') written.set(meshid, fields);
}

/** The server's answers while a recording is replayed. */
export function answersOf(name: string): (frame: Sent) => readonly object[] {
	const { sent } = recorded(name);
	const { action } = sent;
	const fields = fieldsOf(sent);
	const isOther = (frame: Sent) => frame.action !== action || (action === 'nodes' && Object.keys(fields).some((field) => frame[field] !== fields[field]));
	const written: Written = new Map();
	return (frame) => {
		noteDown(frame, written);
		return isOther(frame) ? lookUp(frame, written) : replayed(name, frame);
	};
}

const command = (text: string, more: Partial<Command> = {}): Command => ({ text, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 500, outputAtMost: 1_048_576, ...more });
/** Of commands in the forms that were recorded, which are not the client's own, the output is what came. */
const ran = (output: string | null) => ({ output, exitCode: null, timedOut: null, truncated: null, durationMs: expect.any(Number) as number });
const wrapped = { cmds: expect.stringMatching(/^echo __b=[0-9a-f]{12}\n: \$\(:\)\nC='/) as string };
const content = (name: string): object => fieldsOf(recorded(name).received[0]!);
const nodeOf = (name: string) => (recorded(name).sent.nodeids as [string])[0];
const unknownDevice = { message: 'Invalid device id', advice: expect.stringContaining('no such device') as string };
const isOffline = (name: string) => ({ message: `${name} is offline`, advice: expect.stringContaining('Nothing was sent') as string });
/** Of an agent that said nothing of it within the time that was recorded. */
const unproved = (answer: string) => ({ answer, confirmed: false, reason: expect.stringContaining('did not confirm') as string });
const minutes = (count: number) => ({ types: ['terminal'] as const, guestName: 'guest', validFor: { minutes: count }, viewOnly: false });
const created = (name: string) => {
	const { url, publicid, start, expire, viewOnly } = recorded(name).received[0]!;
	return { url, publicid, startTime: start, expireTime: expire, viewOnly };
};

const devices: ExchangeRow[] = [
	{ name: 'nodes', ask: (client) => client.devices(), gives: [vmRecord, twoRecord, threeRecord] },
	{ name: 'nodes-by-meshid', ask: (client) => client.devices(mesh), gives: expect.arrayContaining([expect.objectContaining({ _id: two, groupname: 'OpenFrame' })]) },
	{ name: 'nodes-one-device', ask: (client) => client.find(two), gives: expect.objectContaining({ _id: two, meshid: mesh, groupname: 'OpenFrame' }) },
	{ name: 'nodes-all-offline', ask: async (client) => (await client.devices()).map(({ conn }) => conn), gives: [undefined, undefined, undefined] },
	{ name: 'nodes-unknown-mesh', ask: (client) => client.send('nodes', { meshname: 'nope' }), refuses: { message: 'Invalid group id', advice: expect.stringContaining('no such device group') } },
	{ name: 'lastconnects', ask: (client) => client.lastConnects(), gives: new Map([[two, 1795198850835], [three, 1795198892860], [vm, 1795199040257]]) },
	{ name: 'getnetworkinfo', ask: (client) => client.send('getnetworkinfo', { nodeid: two }), gives: content('getnetworkinfo') },
	{ name: 'getsysinfo', ask: (client) => client.send('getsysinfo', { nodeid: two, nodeinfo: true }), refuses: unknownDevice },
	{ name: 'getsysinfo-unknown', ask: (client) => client.send('getsysinfo', { nodeid: vanished, nodeinfo: true }), refuses: unknownDevice },
	{ name: 'changedevice-desc-tags', ask: (client) => client.updateDevice(two, { desc: 'Front "desk" \\ žluť', tags: ['server', 'lab, comma', 'n8n'] }), gives: expect.objectContaining({ _id: two, tags: ['lab, comma', 'n8n', 'server'] }) },
	{ name: 'changedevice-consent-icon', ask: (client) => client.updateDevice(two, { consent: 9, icon: 2 }), gives: expect.objectContaining({ consent: 9, icon: 2 }) },
	{ name: 'changedevice-rename', ask: (client) => client.updateDevice(three, { name: 'lab-three-renamed' }), gives: expect.objectContaining({ _id: three, name: 'lab-three-renamed' }) },
	{ name: 'changedevice-unknown', ask: (client) => client.updateDevice(vanished, { name: 'x' }), refuses: { message: 'Access Denied', advice: expect.stringContaining('no right') } },
	{ name: 'changeDeviceMesh', ask: (client) => client.moveDevice(three, second), gives: expect.objectContaining({ wasThere: false }) },
];

const groups: ExchangeRow[] = [
	{ name: 'meshes', ask: (client) => client.groups(), gives: [expect.objectContaining({ _id: mesh, name: 'OpenFrame', desc: 'Lab group' })] },
	{ name: 'createmesh', ask: (client) => client.createGroup('Second group', 'for moves'), gives: { id: second } },
	{ name: 'editmesh', ask: (client) => client.updateGroup(second, { name: 'Second group renamed', desc: 'changed' }), gives: expect.objectContaining({ _id: second, name: 'Second group renamed', desc: 'changed' }) },
	{ name: 'deletemesh', ask: (client) => client.deleteGroup(second) },
	{ name: 'createInviteLink', ask: (client) => client.createInviteLink(mesh, 1), gives: { url: expect.stringContaining('/agentinvite?c=') } },
];

const commands: ExchangeRow[] = [
	{ name: 'runcommands-reply', ask: (client) => client.run(records.two, command('id')), gives: ran("it's ok\nnobody\n"), sends: { ...wrapped, type: 3 } },
	{ name: 'runcommands-base64', ask: (client) => client.run(records.two, command('id')), gives: ran("it's ok\n__rc=3\n"), sends: { ...wrapped, type: 3 } },
	{ name: 'runcommands-console', ask: (client) => client.run(records.two, command('info', { shell: 'console' })), gives: ran(expect.stringMatching(/^Current Core: Nov 21 2022/) as string) },
	{ name: 'runcommands-offline', ask: (client) => client.run(records.three, command('echo hi')), refuses: isOffline('lab-three'), sends: 'nothing' },
	{
		name: 'runcommands-agent-gone',
		ask: (client) => client.run({ ...records.two, _id: nodeOf('runcommands-agent-gone') }, command('kill -KILL $PPID')),
		refuses: { message: 'lab-two went offline while the command was running', advice: expect.stringContaining('may have run') },
		sends: { ...wrapped, type: 3 },
	},
	{
		name: 'runcommands-amt-device',
		ask: (client) => client.run({ ...records.two, _id: nodeOf('runcommands-amt-device'), agent: undefined }, command('echo hi')),
		refuses: { message: 'lab-two has no MeshCentral agent, and cannot run commands', advice: expect.stringContaining('crash') },
		sends: 'nothing',
	},
	{ name: 'runcommands-unknown', ask: (client) => client.run(records.vanished, command('echo hi')), refuses: { message: 'Invalid nodeid', advice: expect.stringContaining('no such device') }, sends: { ...wrapped, type: 3 } },
	{ name: 'runcommands-powershell-on-linux', ask: (client) => client.run({ ...records.two, agent: { id: 4 } }, command('echo hi')), refuses: { message: 'Invalid command type', advice: expect.stringContaining('does not have this shell') }, sends: { cmds: expect.stringContaining('FromBase64String') } },
];

const acting: ExchangeRow[] = [
	{ name: 'poweraction-offline-reset', ask: (client) => client.power(records.three, 'reset'), refuses: isOffline('lab-three'), sends: 'nothing' },
	{ name: 'poweraction-unknown', ask: (client) => client.power(records.vanished, 'reset'), gives: unproved('ok') },
	{ name: 'wakedevices-offline', ask: (client) => client.power(records.three, 'wake'), refuses: { message: 'Used 0 device(s) to send wake packets', advice: expect.stringContaining('nothing was done') } },
	{ name: 'wakedevices-unknown', ask: (client) => client.power(records.vanished, 'wake'), refuses: { message: 'Invalid nodeid' } },
	{ name: 'toast', ask: (client) => client.message(records.two, { title: 'Lab', text: 'hello', as: 'toast', seconds: 0 }), gives: { answer: 'ok', confirmed: true } },
	{ name: 'toast-offline', ask: (client) => client.message(records.three, { title: 'Lab', text: 'hello', as: 'toast', seconds: 0 }), refuses: isOffline('lab-three'), sends: 'nothing' },
	{ name: 'msg-messagebox', ask: (client) => client.message(records.two, { title: 'Lab', text: 'hello', as: 'dialog', seconds: 5 }), gives: { answer: 'OK', confirmed: true } },
	{ name: 'msg-messagebox-offline', ask: (client) => client.message({ ...records.three, conn: 1 }, { title: 'Lab', text: 'hello', as: 'dialog', seconds: 5 }), refuses: { message: 'Unable to route', advice: expect.stringContaining('offline') } },
];

const shares: ExchangeRow[] = [
	{ name: 'createDeviceShareLink-terminal', ask: (client) => client.createShare(two, minutes(60)), gives: created('createDeviceShareLink-terminal') },
	{ name: 'createDeviceShareLink-offline', ask: (client) => client.createShare(three, { ...minutes(5), guestName: 'g' }), gives: created('createDeviceShareLink-offline') },
	{
		name: 'createDeviceShareLink-desktop-viewonly',
		ask: (client) => client.createShare(two, { types: ['desktop'], guestName: 'guest desk', validFor: { from: new Date(1795199156_000), to: new Date(1795202756_000) }, consent: 'prompt', viewOnly: true }),
		gives: created('createDeviceShareLink-desktop-viewonly'),
		sends: { consent: 56 },
	},
	{
		name: 'createDeviceShareLink-files-unlimited',
		ask: (client) => client.createShare(two, { types: ['files'], guestName: 'guest files', validFor: 'unlimited' }),
		gives: { url: expect.stringContaining('/sharing?c='), publicid: 'KVC4RznM@54B', startTime: undefined, expireTime: undefined, viewOnly: undefined },
	},
	{ name: 'createDeviceShareLink-bad-protocol', ask: (client) => client.createShare(two, { ...minutes(5), guestName: 'g', types: [] }), refuses: { message: 'Invalid protocol' } },
	{ name: 'createDeviceShareLink-unknown', ask: (client) => client.createShare(vanished, { ...minutes(5), guestName: 'g' }), refuses: { message: 'Invalid node id', advice: expect.stringContaining('no such device') } },
	{ name: 'deviceShares', ask: (client) => client.shares(two), gives: recorded('deviceShares').received[0]!.deviceShares },
	{ name: 'removeDeviceShare', ask: (client) => client.deleteShare(two, 'NQElRISuXund') },
	{ name: 'removeDeviceShare-unknown', ask: (client) => client.deleteShare(two, 'nope'), refuses: { message: 'Invalid device share identifier.', advice: expect.stringContaining('no such link') }, sends: 'nothing' },
];

const eventsOf = (name: string) => recorded(name).received[0]!.events;

const looking: ExchangeRow[] = [
	{ name: 'events', ask: (client) => client.events({ limit: 8 }), gives: eventsOf('events') },
	{ name: 'events-node', ask: (client) => client.events({ deviceId: two, limit: 5 }), gives: eventsOf('events-node'), sends: { tag: expect.any(String) } },
	{ name: 'events-user', ask: (client) => client.events({ userId: 'user//labadmin', limit: 3 }), gives: eventsOf('events-user') },
	{ name: 'events-filter', ask: (client) => client.send('events', { filter: 'runcommands', limit: 3 }), gives: content('events-filter') },
	{ name: 'events-relaylog', ask: (client) => client.log({ since: new Date('2026-11-27T00:49:57Z'), part: 'relaylog', needs: [] }), gives: eventsOf('events-relaylog'), sends: { limit: 100 } },
	{ name: 'users', ask: (client) => client.users(), gives: recorded('users').received[0]!.users },
	{ name: 'usergroups', ask: (client) => client.send('usergroups', {}), gives: { ugroups: null } },
	{ name: 'wssessioncount', ask: (client) => client.send('wssessioncount', {}), gives: { wssessions: { 'user//labadmin': 4 } } },
	{ name: 'lastconnect', ask: (client) => client.send('lastconnect', { nodeid: three }), gives: content('lastconnect') },
	{ name: 'powertimeline', ask: (client) => client.send('powertimeline', { nodeid: three }), gives: content('powertimeline') },
	{ name: 'getNotes', ask: (client) => client.send('getNotes', { id: two }), gives: content('getNotes') },
	{ name: 'getDeviceDetails', ask: (client) => client.send('getDeviceDetails', { type: 'json' }), gives: content('getDeviceDetails') },
	{ name: 'userbroadcast', ask: (client) => client.send('userbroadcast', { msg: 'hello all' }), gives: { result: 'ok' } },
];

/** An action that is refused before anything is sent. */
const neverSent = (name: string): ExchangeRow => {
	const { sent } = recorded(name);
	return { name, ask: (client) => client.send(sent.action, fieldsOf(sent)), refuses: { message: expect.stringMatching(/is not available here|has no action/) as string, advice: expect.stringContaining('Available are: nodes, ') }, sends: 'nothing' };
};

export const exchanges: readonly ExchangeRow[] = [
	...devices,
	...groups,
	...commands,
	...acting,
	...shares,
	...looking,
	...['notifyuser', 'authcookie', 'logincookie', 'loginTokens', 'unknown-action', 'getClip', 'toast-unknown', 'wakedevices-two'].map(neverSent),
	...['msg-openurl', 'msg-openUrl-no-desktop'].map((name) => ({
		name,
		ask: async (client: ControlClient) => await client.openUrl({ ...records.two, _id: String(recorded(name).sent.nodeid) }, 'https://example.test/'),
		gives: { answer: 'OK', confirmed: false, reason: expect.stringContaining('nobody is logged in') as string },
	})),
	{ name: 'msg-services', ask: async (client) => await client.services(records.two), gives: [] },
	...Object.entries({ 'getNotes-empty': null, 'getNotes-proof': 'First line\nžluť' }).map(([name, gives]) => ({
		name,
		ask: async (client: ControlClient) => await client.note({ ...records.two, _id: String(recorded(name).sent.id) }),
		gives,
	})),
];

const because = (reason: string, ...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, reason]));

/** Recordings that no call of the client can lead to here, and why. */
export const notMade: Readonly<Record<string, string>> = {
	...because(
		'of an account without the right: in control.rights.test.ts',
		'toast-denied', 'poweraction-denied', 'msg-messagebox-denied', 'msg-ps-denied', 'changedevice-denied', 'changeDeviceMesh-denied-target',
		'removedevices-denied', 'editmesh-denied', 'deletemesh-denied', 'createmesh-denied', 'createDeviceShareLink-denied', 'deviceShares-denied', 'removeDeviceShare-denied', 'getnetworkinfo-denied', 'users-denied', 'wakedevices-denied', 'runcommands-denied',
		'runcommands-console-denied', 'adduser-denied',
		'edituser-denied', 'addmeshuser-denied', 'adddeviceuser-denied', 'createusergroup-denied', 'removeuserfromusergroup-denied',
	),
	...because(
		'of accounts, members and user groups: in control.sending.test.ts',
		'adduser', 'adduser-duplicate', 'edituser', 'edituser-quota-lost', 'edituser-too-many-rights-by-manager', 'deleteuser', 'addmeshuser-userids', 'addmeshuser-unknown-userids',
		'addmeshuser-remove', 'removemeshuser', 'removemeshuser-group-administrator-by-manager', 'adddeviceuser', 'adddeviceuser-unknown', 'adddeviceuser-remove',
		'createusergroup', 'deleteusergroup', 'addusertousergroup', 'addusertousergroup-unknown', 'removeuserfromusergroup', 'users-full', 'usergroups-full',
	),
	...because(
		'of files over a relay: in control.relay.test.ts',
		'msg-tunnel-files', 'msg-tunnel-files-denied', 'msg-tunnel-files-offline', 'relay-connect', 'relay-connect-recorded', 'relay-consent-prompt', 'relay-download', 'relay-download-folder',
		'relay-download-missing', 'relay-download-three-blocks', 'relay-ls', 'relay-ls-missing', 'relay-ls-no-permission', 'relay-mkdir', 'relay-mkdir-exists', 'relay-rename', 'relay-rm',
		'relay-upload', 'relay-upload-disk-full', 'relay-upload-empty', 'relay-upload-error', 'relay-upload-escaped', 'relay-uploadhash', 'relay-uploadhash-missing',
	),
	...because(
		'of accounts, user groups, rights and reports: in control.accounts.test.ts',
		'adduser-all-fields', 'adduser-random-password', 'edituser-lock', 'edituser-unlock', 'edituser-clear', 'edituser-admin-by-manager', 'deleteuser-again', 'deleteuser-admin-by-manager',
		'editusergroup', 'editusergroup-same', 'editusergroup-denied', 'addmeshuser-again', 'addmeshuser-self', 'addmeshuser-usergroup', 'removemeshuser-usergroup', 'removemeshuser-again',
		'adddeviceuser-usergroup', 'adddeviceuser-bad-rights', 'usergroups-none', 'report-sessions', 'report-logins', 'report-db', 'userbroadcast-one-user', 'userbroadcast-denied', 'userbroadcast-empty',
	),
	...because('in control.notes.test.ts', 'setNotes', 'setNotes-device', 'setNotes-clear', 'getNotes-denied', 'uninstallagent', 'uninstallagent-denied'),
	'relay-rm-recursive': "never sent: the agent would follow links and delete what they lead to (see files/remove.ts)",
	'relay-uploadcancel': 'sent without waiting for its answer, where an upload fails: in control.relay.test.ts',
	'createDeviceShareLink-no-time': 'a link always has a time',
	'poweraction-bad-type': 'only types that the server knows are sent',
	'runcommands-noreply': 'every command of a shell is answered',
	'runcommands-busy-reply': 'two commands at once, in a test of their own',
	'runcommands-busy': 'two commands at once, in a test of their own',
	'runcommands-multi': 'each command goes to one device',
	'runcommands-notype': 'a command always has a type',
};
