import type { World } from '../../simulators/meshcentral';
import { lab } from '../../simulators/meshcentral';
import { at } from '../../support/netAlertX';
import type { Sample } from '../systems';

const groups = ['a', 'b', 'c'].map((letter) => `mesh//${letter.repeat(64)}`) as [string, string, string];
const users = ['user//one', 'user//two', 'user//three'] as const;
const userGroups = ['x', 'y', 'z'].map((letter) => `ugrp//${letter.repeat(64)}`) as [string, string, string];
const localGroup = `mesh//${'l'.repeat(64)}`;
const links = ['linkOfOne000', 'linkOfTwo000', 'linkOfThree0'] as const;

/** What the samples need beside the lab's three devices: groups without devices, a link for each device, and a history. */
export function furnish(world: World): void {
	for (const nodeid of [lab.one, lab.two]) world.log({ etype: 'node', action: 'changenode', msg: 'Changed device', nodeid });
	for (const _id of groups) world.addGroup({ _id, name: _id.slice(-3) });
	world.addGroup({ _id: localGroup, name: 'Local', mtype: 3 });
	for (const id of [lab.one, lab.two, lab.three]) world.device(id).node.tags = ['keep', 'lab'];
	for (const id of users) world.addUser(id.slice('user//'.length), {});
	for (const _id of userGroups) world.userGroups.set(_id, { type: 'ugrp', _id, name: _id.slice(-3), domain: '', links: { [users[1]]: { userid: users[1], name: 'two', rights: 1 } } });
	for (const _id of groups) world.groups.get(_id)!.links[users[1]] = { name: 'two', rights: 8 };
	for (const [index, id] of [lab.one, lab.two, lab.three].entries()) {
		world.device(id).shares.push({ p: 1, publicid: links[index]!, userid: world.me._id, guestName: 'guest', consent: 0, url: world.sharingLink() });
	}
}

const through = (parameters: Sample['parameters'] = {}): Sample['parameters'] => ({ authentication: 'meshCentralRestApi', ...parameters });
const devices: Sample['items'] = [{ id: lab.one, link: links[0] }, { id: lab.two, link: links[1] }, { id: lab.three, link: links[2] }];
const online: Sample['items'] = [{ id: lab.one }, { id: lab.two }, { id: lab.one }];
const deviceId = at('id', '={{ $json.id }}');
const ofDevice = (parameters: Sample['parameters'] = {}, items = devices): Sample => ({ parameters: through({ deviceId, ...parameters }), items });
const ofGroup = (parameters: Sample['parameters'] = {}): Sample => ({
	parameters: through({ groupId: at('id', '={{ $json.id }}'), ...parameters }),
	items: groups.map((id) => ({ id })) as Sample['items'],
});

const ofUser = (parameters: Sample['parameters'] = {}): Sample => ({ parameters: through({ userId: at('id', '={{ $json.id }}'), ...parameters }), items: users.map((id) => ({ id })) as Sample['items'] });
const ofUserGroup = (parameters: Sample['parameters'] = {}): Sample => ({
	parameters: through({ userGroupId: at('id', '={{ $json.id }}'), evenIfUsed: true, ...parameters }),
	items: userGroups.map((id) => ({ id })) as Sample['items'],
});
const NO_FILES = "the wrapper's REST commands have no files, and the node says so: in meshCentral.file.test.ts";

/** Typical parameters for every operation of the MeshCentral node, through the REST wrapper. */
export const meshCentralSamples: Readonly<Record<string, Sample>> = {
	'device.getAll': { parameters: through({ limit: 2 }) },
	'device.get': ofDevice({ includeDetails: true }),
	'device.runCommand': ofDevice({ command: 'echo hello' }, online),
	'device.waitUntilOnline': ofDevice({}, online),
	'device.update': ofDevice({ updateFields: { name: 'renamed', tags: 'web' } }),
	'device.move': ofDevice({ groupId: at('id', groups[0]) }),
	'device.delete': ofDevice({ evenIfOnline: true }),
	'device.power': ofDevice({ powerAction: 'reset' }, online),
	'device.message': ofDevice({ title: 'Update', message: 'at six' }, online),
	'device.processes': { ...ofDevice({}, online), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'device.addTags': ofDevice({ tags: 'web' }),
	'device.removeTags': ofDevice({ tags: 'lab' }),
	'device.openUrl': ofDevice({ url: 'https://example.test/' }, online),
	'device.services': { ...ofDevice({}, online), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'device.getNote': { ...ofDevice(), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'device.addNote': { ...ofDevice({ note: 'x' }), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'device.uninstallAgent': { ...ofDevice({}, online), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'device.addLocal': { parameters: through({ groupId: at('id', localGroup), name: '={{ $json.name }}', host: '192.0.2.9' }), items: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] },
	'deviceGroup.getAll': { parameters: through({ limit: 2 }) },
	'deviceGroup.create': { parameters: through({ name: 'Servers' }) },
	'deviceGroup.update': ofGroup({ updateFields: { name: 'renamed' } }),
	'deviceGroup.delete': ofGroup(),
	'deviceGroup.createInviteLink': ofGroup(),
	'deviceGroup.sendInviteEmail': { ...ofGroup({ email: 'ada@example.test' }), withoutRequests: 'as recorded, the server has no mail server and says so: in meshCentral.accounts.test.ts' },
	'tunnel.create': ofDevice({ type: ['terminal'] }),
	'tunnel.getAll': ofDevice(),
	'tunnel.delete': ofDevice({ tunnelId: '={{ $json.link }}' }),
	'file.list': { ...ofDevice({ path: '/tmp' }, online), withoutRequests: NO_FILES },
	'file.upload': { ...ofDevice({ path: '/tmp/a', content: 'text', fileText: 'hello' }, online), withoutRequests: NO_FILES },
	'file.download': { ...ofDevice({ path: '/tmp/a' }, online), withoutRequests: NO_FILES },
	'file.createFolder': { ...ofDevice({ path: '/tmp/a' }, online), withoutRequests: NO_FILES },
	'file.rename': { ...ofDevice({ path: '/tmp/a', newName: 'b' }, online), withoutRequests: NO_FILES },
	'file.delete': { ...ofDevice({ path: '/tmp/a' }, online), withoutRequests: NO_FILES },
	'event.getAll': { parameters: through({ limit: 2 }), lastAdds: 'names of devices' },
	'user.getAll': { parameters: through({ limit: 2 }) },
	'user.get': ofUser(),
	'user.create': { parameters: through({ name: '={{ $json.name }}', password: 'S0me-secret', additionalFields: { email: 'a@example.test' } }), items: [{ name: 'new1' }, { name: 'new2' }, { name: 'new3' }] },
	'user.update': ofUser({ updateFields: { realName: 'Ada' } }),
	'user.lock': { ...ofUser(), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'user.unlock': { ...ofUser(), withoutRequests: 'of an account that is not locked, nothing is sent' },
	'user.delete': ofUser(),
	'userGroup.getAll': { parameters: through({ limit: 2 }) },
	'userGroup.create': { parameters: through({ name: '={{ $json.name }}' }), items: [{ name: 'g1' }, { name: 'g2' }, { name: 'g3' }] },
	'userGroup.update': { ...ofUserGroup({ updateFields: { name: 'renamed' } }), withoutRequests: 'the wrapper has no such command, and the node says so' },
	'userGroup.delete': ofUserGroup(),
	'userGroup.addMember': ofUserGroup({ userId: at('id', users[0]) }),
	'userGroup.removeMember': ofUserGroup({ userId: at('id', users[1]) }),
	'right.getAll': ofGroup({ place: 'deviceGroup' }),
	'right.grant': ofGroup({ place: 'deviceGroup', userId: at('id', users[0]), rights: ['Remote Control'] }),
	'right.revoke': ofGroup({ place: 'deviceGroup', userId: at('id', users[1]), revoked: 'all' }),
	'server.getInfo': { parameters: through() },
	'server.broadcast': { parameters: through({ message: 'hello' }) },
	'server.getReport': { parameters: through({ report: 'db' }) },
	'server.checkConnection': { parameters: through() },
	'command.getAll': { parameters: through(), withoutRequests: 'the list is the node\'s own' },
	'command.send': { parameters: through({ commandName: 'adddevicegroup', commandParameters: '{"name": "Servers"}' }) },
};
