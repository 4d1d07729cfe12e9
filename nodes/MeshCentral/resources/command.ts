import { InputError } from '../../shared/errors';
import { json, type Field } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { commandLocator } from '../locator';
import { operation } from '../operation';
import { isRecord } from '../../shared/isRecord';

const parametersJson = json({ displayName: 'Parameters', default: '{}', description: 'As a JSON object, such as {"limit": 10}' });

const parameters: Field<Record<string, unknown>> = {
	...parametersJson,
	read: async (raw, reading) => {
		const entered = (await parametersJson.read(raw, reading)) ?? {};
		if (typeof entered !== 'object' || Array.isArray(entered)) throw new InputError('must be a JSON object');
		return entered as Record<string, unknown>;
	},
};

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many commands',
	description: "List the commands with their parameters, and the reason for those that 'Send' refuses",
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) =>
		client.commands().map(({ name, allowed, reason = null, note = null, parameters: names }) => ({ name, allowed, reason, note, parameters: [...names] })),
});

const send = operation({
	name: 'Send',
	value: 'send',
	action: 'Send command to server',
	description: 'Send a command that has no operation yet, and return the unchanged answer',
	effect: 'once',
	effectOf: ({ client, fields }) => {
		const wanted = fields.commandName.toLowerCase();
		return client.commands().find(({ name }) => name.toLowerCase() === wanted)?.effect ?? 'once';
	},
	notice:
		'Use with care: the command is passed on as it is, and sent only once. Use meshctrl names over REST, and MeshCentral protocol names over WebSocket.',
	fields: {
		commandName: commandLocator,
		commandParameters: parameters,
	},
	run: async ({ client, fields }) => {
		const answer = await client.send(fields.commandName, fields.commandParameters);
		const items: unknown[] = Array.isArray(answer) ? answer : [answer];
		return items.every(isRecord) ? items : { answer };
	},
});

export const command: Resource<MeshCentralClient> = { name: 'Command', value: 'command', operations: [getAll, send] };
