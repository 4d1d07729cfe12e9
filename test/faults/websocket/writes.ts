import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { newName, nothingBefore, operation, type Behind, type Call } from './call';

const RUN_MS = 10_000;

let asking: Promise<unknown> = Promise.resolve();
/** Asks the server from behind, one question after the other: some answers do not say to which question they belong. */
async function behind<T>({ server }: Behind, action: string, fields: object, read: (answer: Record<string, unknown>) => T): Promise<T> {
	const ask = async () => read(await (await server.control()).ask(action, fields, (frame) => frame.action === action));
	const answer = asking.then(ask, ask);
	asking = answer;
	return await answer;
}

const groups = async (where: Behind) => await behind(where, 'meshes', {}, ({ meshes }) => meshes as Array<{ name: string; desc?: string }>);

/** Each call describes a separate group: its description tells whether that was done. */
export function update(data: ICredentialDataDecryptedObject, where: Behind): Call {
	const names: string[] = [];
	const description = 'described';
	return {
		action: 'editmesh',
		waitsMs: 30_000,
		prepare: nothingBefore,
		make: async () => {
			names.push(newName('described'));
			const value = await where.server.createGroup(names.at(-1)!);
			return await operation(data, { resource: 'deviceGroup', operation: 'update', groupId: { __rl: true, mode: 'id', value }, updateFields: { description } });
		},
		isRight: (result) => JSON.stringify((result as Array<{ updated: object }>)[0]!.updated) === JSON.stringify({ description }),
		done: async () => {
			const all = await groups(where);
			return names.map((name) => all.filter((each) => each.name === name && each.desc === description).length);
		},
	};
}

/** A group is made: how many there are of its name tells how often that was done. */
export function createGroup(data: ICredentialDataDecryptedObject, where: Behind): Call {
	const names: string[] = [];
	return {
		action: 'createmesh',
		waitsMs: 30_000,
		prepare: nothingBefore,
		make: async () => {
			names.push(newName('group'));
			return await operation(data, { resource: 'deviceGroup', operation: 'create', name: names.at(-1)! });
		},
		isRight: (result) => /^mesh\/\//.test((result as Array<{ id: string }>)[0]!.id) && (result as Array<{ name: string }>)[0]!.name === names.at(-1),
		done: async () => {
			const all = await groups(where);
			return names.map((name) => all.filter((each) => each.name === name).length);
		},
	};
}

/** Each link is for a guest of its own: how many links a guest has tells how often one was made. */
export function shareLink(data: ICredentialDataDecryptedObject, where: Behind): Call {
	const guests: string[] = [];
	const { nodeId } = where.agent;
	return {
		action: 'createDeviceShareLink',
		waitsMs: 30_000,
		prepare: nothingBefore,
		make: async () => {
			guests.push(newName('guest'));
			const device = { __rl: true, mode: 'id', value: nodeId };
			return await operation(data, { resource: 'tunnel', operation: 'create', deviceId: device, type: ['terminal'], guestName: guests.at(-1)!, validFor: 'duration', minutes: 60 });
		},
		isRight: (result) => {
			const { url, guestName } = (result as Array<{ url: string; guestName: string }>)[0]!;
			return guestName === guests.at(-1) && /^https:\/\/127\.0\.0\.1:\d+\/sharing\?c=/.test(url);
		},
		done: async () => {
			const all = await behind(where, 'deviceShares', { nodeid: nodeId }, ({ deviceShares }) => deviceShares as Array<{ guestName: string }>);
			return guests.map((guest) => all.filter(({ guestName }) => guestName === guest).length);
		},
	};
}

/** The command appends a line to a file of its own on the device: how many there are tells how often it ran. */
export function runCommand(data: ICredentialDataDecryptedObject, { agent }: Behind): Call {
	const files: string[] = [];
	const marker = () => `ran-${files.length}-${files.at(-1)}`;
	return {
		action: 'runcommands',
		waitsMs: RUN_MS,
		prepare: nothingBefore,
		make: async () => {
			files.push(join(agent.folder, newName('ran')));
			const command = `echo once >> ${files.at(-1)}; echo ${marker()}`;
			return await operation(data, { resource: 'device', operation: 'runCommand', deviceId: { __rl: true, mode: 'id', value: agent.nodeId }, command, timeout: RUN_MS / 1000 });
		},
		isRight: (result) => (result as Array<{ output: string; exitCode: number }>)[0]!.output === `${marker()}\n`,
		done: async () => await Promise.resolve(files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0))),
	};
}
