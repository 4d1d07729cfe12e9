import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INode, INodeType } from 'n8n-workflow';
import { MeshCentralTrigger } from '../../../nodes/MeshCentral/MeshCentralTrigger.node';
import { Poller } from '../../support/poller';
import { pressTest as press } from '../../support/pressTest';
import { newName, node, nothingBefore, operation, type Behind, type Call, type MakeCall } from './call';
import { OPENING } from './proxy';
import { createGroup, runCommand, shareLink, update } from './writes';

/** What can be asked of MeshCentral: the columns of the table. */
export const kinds = ['read', 'update', 'create group', 'share link', 'run command', 'trigger poll', 'drop-down', 'credential test'] as const;
export type Kind = (typeof kinds)[number];

/** What must not be done twice. */
export const onceOnly: readonly Kind[] = ['create group', 'share link', 'run command'];

const trigger: INodeType = new MeshCentralTrigger();

/** How each kind of call is made. */
export const callOf: Readonly<Record<Kind, MakeCall>> = {
	read,
	update,
	'create group': createGroup,
	'share link': shareLink,
	'run command': runCommand,
	'trigger poll': poll,
	'drop-down': search,
	'credential test': pressTest,
};

function read(data: ICredentialDataDecryptedObject, { agent }: Behind): Call {
	return {
		action: 'nodes',
		waitsMs: 120_000,
		prepare: nothingBefore,
		make: async () => await operation(data, { resource: 'device', operation: 'getAll', returnAll: true }),
		isRight: (result) => JSON.stringify((result as Array<{ id: string }>).map(({ id }) => id)) === JSON.stringify([agent.nodeId]),
	};
}

function poll(data: ICredentialDataDecryptedObject): Call {
	const poller = new Poller({
		load: async () => await Promise.resolve(trigger),
		parameters: { authentication: 'meshCentralApi', triggerOn: ['deviceAdded', 'deviceChanged', 'deviceOffline', 'deviceOnline', 'deviceRemoved'], watchedFields: ['desc'] },
		credentials: { meshCentralApi: data },
		workflowId: newName('workflow'),
	});
	return {
		action: 'nodes',
		waitsMs: 36_000,
		prepare: async () => {
			await poller.activate();
			await poller.poll();
		},
		make: async () => await poller.poll().then((result) => ({ result }), (error: Error) => ({ error })),
		isRight: () => poller.emitted.every(({ json }) => json.event === 'deviceChanged'),
		state: () => ({ written: JSON.stringify(poller.state), changed: poller.changed, told: poller.emitted.length }),
	};
}

function search(data: ICredentialDataDecryptedObject, { agent }: Behind): Call {
	const context = {
		getCredentials: async () => await Promise.resolve(data),
		getCurrentNodeParameter: () => 'meshCentralApi',
		getNode: (): INode => ({ id: 'n', name: 'Node', type: 'meshCentral', typeVersion: 1, position: [0, 0], parameters: {} }),
	};
	return {
		action: 'nodes',
		waitsMs: 120_000,
		prepare: nothingBefore,
		make: async () =>
			await node.methods!.listSearch!.searchDevices!.call(context as unknown as ILoadOptionsFunctions, '').then(({ results }) => ({ result: results }), (error: Error) => ({ error })),
		isRight: (result) => JSON.stringify((result as Array<{ value: string }>).map(({ value }) => value)) === JSON.stringify([agent.nodeId]),
	};
}

function pressTest(data: ICredentialDataDecryptedObject): Call {
	return {
		action: OPENING,
		waitsMs: 15_000,
		prepare: nothingBefore,
		make: async () => {
			const { status, message } = await press(node, 'meshCentralApi', data);
			return status === 'OK' ? { result: message } : { error: { message } };
		},
		isRight: (result) => result === 'Connection tested successfully',
	};
}
