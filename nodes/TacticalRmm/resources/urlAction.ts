import { InputError } from '../../shared/errors';
import { choice, collection, flag, optionalText, simplify, text, when, type Field } from '../../shared/fields';
import { isRecord } from '../../shared/isRecord';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { leftOutOf } from '../../shared/http/rows';
import { inWords } from '../../shared/text';

import type { UrlActionTarget } from '../api/library';
import type { TacticalRmmClient } from '../client';
import { agentLocator, clientLocator, siteLocator, urlActionLocator } from '../locator';
import { nameAmong } from '../naming';
import { operation } from '../operation';
import { renamed } from '../renamed';
import type { UrlActionRecord } from '../schemas/records';
import { heldAs, updatedOf } from '../stored';
import { idsOf } from '../target';
import { gettingMany, type Shelf } from './standard';

/** A URL action in short: its headers and body may hold secrets. */
function toUrlAction({ id, name, desc, action_type, pattern, rest_method }: UrlActionRecord) {
	return { id, name, description: desc ?? null, type: action_type ?? null, url: pattern ?? null, method: action_type === 'rest' ? (rest_method ?? null) : null };
}

const shelf: Shelf<UrlActionRecord> = {
	one: 'URL action',
	many: 'URL actions',
	id: ['urlActionId', urlActionLocator],
	rights: { read: 'can_run_urlactions', write: 'can_edit_core_settings' },
	api: (client: TacticalRmmClient) => client.urlActions,
	short: toUrlAction,
	notice: 'Headers and bodies often contain secrets. They are in the output only if Simplify is off.',
};

const url = text({ displayName: 'URL', placeholder: 'e.g. https://wiki.example.com/?host={{agent.hostname}}', description: 'May contain Tactical RMM variables in double braces' });
const description = optionalText({ displayName: 'Description' });
const method = choice({
	displayName: 'Method',
	default: 'post',
	description: 'POST is the safest: with GET and DELETE, Tactical RMM waits for the receiver without a limit',
	options: [
		{ name: 'DELETE', value: 'delete' },
		{ name: 'GET', value: 'get' },
		{ name: 'PATCH', value: 'patch' },
		{ name: 'POST', value: 'post' },
		{ name: 'PUT', value: 'put' },
	],
});
const requestBody = optionalText({ displayName: 'Body', rows: 4, editor: 'jsEditor', description: 'Text or JSON with variables. A value with a quote in it breaks JSON.' });

/** JSON of names and texts: with anything else, Tactical RMM sends nothing, and says so nowhere. */
const requestHeaders: Field<string> = (() => {
	const entered = optionalText({ displayName: 'Headers', rows: 2, editor: 'jsEditor', placeholder: 'e.g. {"Content-Type": "application/json"}', description: 'As a JSON object of names and texts. Leave empty for none.' });
	return {
		...entered,
		read: async (raw, reading) => {
			const written = isRecord(raw) ? JSON.stringify(raw) : await entered.read(raw, reading);
			if (written.trim()) requireHeaders(written);
			return written.trim();
		},
	};
})();

function requireHeaders(written: string): void {
	let headers: unknown;
	try {
		headers = JSON.parse(written);
	} catch {
		headers = undefined;
	}
	if (!isRecord(headers) || !Object.values(headers).every((value) => typeof value === 'string')) throw new InputError('must be a JSON object of names and texts, such as {"Content-Type": "application/json"}');
}

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create URL action',
	description: 'Create a URL to open, or a request for alert templates to send, and return it',
	effect: 'once',
	rights: ['can_edit_core_settings', 'can_run_urlactions'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Open Wiki' }),
		urlActionType: choice({
			displayName: 'Type',
			default: 'web',
			options: [
				{ name: 'REST Request', value: 'rest', description: 'For alert templates' },
				{ name: 'Web Page', value: 'web', description: 'Opened in the browser' },
			],
		}),
		url,
		method: when({ urlActionType: ['rest'] }, method),
		requestHeaders: when({ urlActionType: ['rest'] }, requestHeaders),
		requestBody: when({ urlActionType: ['rest'] }, requestBody),
		description,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { urlActionType: type, method: restMethod, requestHeaders: headers, requestBody: body } = fields;
		const name = fields.name.trim();
		const rest = type === 'rest' && { rest_method: restMethod, rest_headers: headers, rest_body: body };
		const values = { name, desc: fields.description, pattern: fields.url.trim(), action_type: type, ...rest };
		const fits = (each: UrlActionRecord) => each.name === name && each.pattern === values.pattern && each.action_type === type;
		const made = await client.urlActions.create(values, { fits, secrets: secretsIn(values) });
		return fields.simplify ? toUrlAction(made) : made;
	},
});

/** What headers and body may hold. */
function secretsIn({ rest_headers, rest_body }: { rest_headers?: unknown; rest_body?: unknown }): string[] {
	return [rest_headers, rest_body].filter((each): each is string => typeof each === 'string' && each !== '');
}

const columns = { description, method, name: text({ displayName: 'Name' }), requestBody, requestHeaders, url };
const SERVER_NAMES = { description: 'desc', method: 'rest_method', name: 'name', requestBody: 'rest_body', requestHeaders: 'rest_headers', url: 'pattern' } as const;
/** Told by name only. */
const HIDDEN = ['requestBody', 'requestHeaders'];

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update URL action',
	description: 'Change parts of a URL action; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_edit_core_settings', 'can_run_urlactions'],
	fields: {
		urlActionId: urlActionLocator,
		updateFields: collection<typeof columns>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.urlActionId);
		const sent = fields.updateFields;
		const values = renamed<typeof columns>(SERVER_NAMES, sent);
		const changed = await client.urlActions.update(id, values, secretsIn(values));
		const open = (told: Record<string, unknown>) => Object.fromEntries(Object.entries(told).map(([name, value]) => [name, HIDDEN.includes(name) ? '(not shown)' : value]));
		const told = updatedOf(id, sent, changed, { holds: heldAs(SERVER_NAMES) });
		return { ...told, updated: open(told.updated) };
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete URL action',
	description: 'Delete a URL action permanently',
	effect: 'once',
	notice: `Alert templates that use it then send nothing. ${CANNOT_BE_UNDONE}`,
	rights: ['can_edit_core_settings', 'can_list_alerttemplates'],
	fields: {
		urlActionId: urlActionLocator,
		deleteInUse: flag({ displayName: 'Delete if in Use', default: false, description: 'Whether to delete one that an alert template uses. Tactical RMM itself never refuses this.' }),
	},
	affects: () => 1,
	affectsWhat: 'URL actions',
	run: async ({ client, fields }) => {
		const id = Number(fields.urlActionId);
		await requireUnused(client, id, fields.deleteInUse);
		const name = await nameAmong(async () => await client.directory.urlActions(), id);
		await client.urlActions.delete(id);
		return { deleted: true, name, id };
	},
});

/** A template that is left with a script beside an action that is gone makes agents' reports fail, and stops overdue alerts on the whole server. */
async function requireUnused(client: TacticalRmmClient, id: number, deleteInUse: boolean): Promise<void> {
	const all = await client.alertTemplates.list();
	const using = all.filter((each) => each.action_rest === id || each.resolved_action_rest === id);
	const broken = using.filter((each) => (each.action_rest === id && each.action_type === 'rest' && each.action) || (each.resolved_action_rest === id && each.resolved_action_type === 'rest' && each.resolved_action));
	const named = (list: typeof all) => inWords(list.map((each) => `"${each.name}" (ID ${each.id})`));
	if (broken.length > 0) {
		throw new InputError(`The URL action is used by ${named(broken)}, together with a script`, 'Without it, Tactical RMM would fail at every alert of these templates. Choose another action in them first. Nothing was sent.');
	}
	if (deleteInUse) return;
	if (using.length > 0) throw new InputError(`The URL action is in use by the alert ${using.length === 1 ? 'template' : 'templates'} ${named(using)}`, "Turn on 'Delete if in Use' to delete it anyway. Nothing was sent.");
	if (leftOutOf(all).count > 0) throw new InputError('Not all alert templates could be read: it is not known whether one uses the URL action', "Turn on 'Delete if in Use' to delete it anyway. Nothing was sent.");
}

const run = operation({
	name: 'Run',
	value: 'run',
	action: 'Run URL action',
	description: 'Return the URL of an action for an agent, client or site, or send a REST request for an agent from the server',
	effect: 'once',
	effectOf: ({ fields }) => (fields.runWhat === 'send' ? 'once' : 'read'),
	rights: ['can_run_urlactions'],
	notice: 'Key store variables are replaced with their values. Alert variables are not: here, they refer to the agent.',
	fields: {
		urlActionId: urlActionLocator,
		runWhat: choice({
			displayName: 'Action',
			default: 'url',
			options: [
				{ name: 'Return the URL', value: 'url', description: 'Nothing is called' },
				{ name: 'Send the REST Request', value: 'send', description: 'From the server, for an agent' },
			],
		}),
		runFor: choice({
			displayName: 'Run For',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'Client', value: 'client' },
				{ name: 'Site', value: 'site' },
			],
		}),
		deviceId: when({ runFor: ['agent'] }, agentLocator),
		clientId: when({ runFor: ['client'] }, clientLocator),
		siteId: when({ runFor: ['site'] }, siteLocator),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.urlActionId);
		const { deviceId } = fields;
		const of = deviceId === undefined ? placeOf(fields) : { deviceId };
		if (fields.runWhat === 'url') return { id, ...of, url: await client.urlActions.url(id, targetOf(fields)) };
		if (deviceId === undefined) throw new InputError("'Send the REST Request' works only with an agent", "Set 'Run For' to 'Agent'. Nothing was sent.");
		const action = await client.urlActions.get(id);
		if (action.action_type !== 'rest') throw new InputError(`The URL action "${action.name}" is a web page and sends nothing`, "Set 'Action' to 'Return the URL'. Nothing was sent.");
		const { url: called, result } = await client.urlActions.send(action, deviceId);
		return { id, deviceId, url: called, answer: result, confirmed: false, reason: "Tactical RMM reports the receiver's answer, but not its status" };
	},
});

interface Entered {
	deviceId?: string;
	clientId?: string;
	siteId?: string;
}

function placeOf(entered: Entered): object {
	const { client, site } = idsOf(entered);
	return site === undefined ? { clientId: client } : { siteId: site };
}

function targetOf(entered: Entered): UrlActionTarget {
	if (entered.deviceId !== undefined) return { agent_id: entered.deviceId };
	const { client, site } = idsOf(entered);
	return site === undefined ? { client: client! } : { site };
}

export const urlAction: Resource<TacticalRmmClient> = {
	name: 'URL Action',
	value: 'urlAction',
	operations: [gettingMany(shelf, { description: 'Retrieve all URL actions' }), create, update, remove, run],
};
