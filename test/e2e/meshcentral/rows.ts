/** Rows of the operations' suite for what only a real MeshCentral does: the simulator speaks the wrapper's REST commands, which cannot do these. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { Lab } from './lab';

/** As a sample, of a server that is there only while the suite runs. */
export interface RealRow {
	parameters: INode['parameters'];
	items: [object, object, object];
	/** The server refuses it in these words, because that is how it is set up here. */
	refusedWith?: RegExp;
	/** There is nothing to list here, and no item comes out; with the reason. */
	givesNothing?: string;
}

const at = (mode: string, value: string) => ({ __rl: true, mode, value });
const deviceId = at('id', '={{ $json.id }}');

/** By `resource.operation`. */
export type RealRows = Readonly<Record<string, (lab: Lab) => RealRow | Promise<RealRow>>>;

const ofDevices = (parameters: INode['parameters'] = {}) => (lab: Lab): RealRow => ({ parameters: { deviceId, ...parameters }, items: devicesOf(lab) });
/** In the folder of each agent, where it may write. */
const inFolder = (name: string, parameters: INode['parameters'] = {}, before: (path: string) => void = () => {}) => (lab: Lab): RealRow => {
	for (const { folder } of lab.agents) before(join(folder, name));
	return { parameters: { deviceId, path: `={{ $json.folder }}/${name}`, ...parameters }, items: devicesOf(lab) };
};
const aFile = (path: string) => writeFileSync(path, 'hello');

function devicesOf({ agents }: Lab): RealRow['items'] {
	const all = agents.map(({ nodeId: id, folder }) => ({ id, folder }));
	return [all[0]!, all[1]!, all[2]!];
}

/** Three accounts for one operation, made by somebody else. */
const ofUsers = (prefix: string, isLocked = false) => async (lab: Lab): Promise<RealRow> => {
	const control = await lab.server.control();
	const names = [1, 2, 3].map((nr) => `${prefix}${nr}`);
	for (const username of names) await control.ask('adduser', { username, pass: 'Some-Passw0rd!' });
	const LOCKED = 32;
	for (const name of isLocked ? names : []) await control.ask('edituser', { id: `user//${name}`, siteadmin: LOCKED });
	const [one, two, three] = names.map((name) => ({ id: `user//${name}` }));
	return { parameters: { userId: at('id', '={{ $json.id }}') }, items: [one!, two!, three!] };
};

export const realRows: RealRows = {
	'device.processes': ofDevices(),
	'device.services': (lab) => ({ ...ofDevices()(lab), givesNothing: 'agents that are not root know of no service' }),
	'device.getNote': ofDevices(),
	'device.addNote': ofDevices({ note: 'seen' }),
	// Agents that were started by hand are no service, and stay.
	'device.uninstallAgent': ofDevices(),
	'deviceGroup.sendInviteEmail': ({ server }) => {
		const item = { id: server.groups.Lab! };
		return { parameters: { groupId: at('id', '={{ $json.id }}'), email: 'ada@example.test' }, items: [item, item, item], refusedWith: /Unsupported feature/ };
	},
	'file.list': inFolder(''),
	'file.upload': inFolder('uploaded.txt', { content: 'text', fileText: 'hello' }),
	'file.download': inFolder('to-download.txt', {}, aFile),
	'file.createFolder': inFolder('made'),
	'file.rename': inFolder('to-rename.txt', { newName: 'renamed.txt' }, aFile),
	'file.delete': inFolder('to-delete.txt', {}, aFile),
	'user.lock': ofUsers('tolock'),
	'user.unlock': ofUsers('tounlock', true),
	'userGroup.update': async ({ server }) => {
		const control = await server.control();
		const made: object[] = [];
		for (const name of ['Group 1', 'Group 2', 'Group 3']) made.push({ id: String((await control.ask('createusergroup', { name, desc: '' })).ugrpid) });
		return { parameters: { userGroupId: at('id', '={{ $json.id }}'), updateFields: { description: 'renamed' } }, items: made as RealRow['items'] };
	},
	'command.getAll': () => ({ parameters: { limit: 5 }, items: [{}, {}, {}] }),
};
