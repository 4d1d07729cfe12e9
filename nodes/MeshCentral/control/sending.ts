import * as z from 'zod/v4';
import { InputError } from '../../shared/errors';
import { requireSameKind, requireSharing } from '../guards';
import type { Permissions, Subject } from '../permissions';
import { NEEDS, type Need } from '../rights';
import type { DeviceRecord, GroupRecord, ServerInfo } from '../schemas';
import { requireParameters, type Action } from './actions';
import type { Channel } from './channel';
import type { Frame } from './frames';
import { requireHarmless } from './harmless';
import { accountGuards } from './sendingAccounts';

export type Parameters = Readonly<Record<string, unknown>>;

/** What an action is looked at with before and after it is sent. */
export interface Surroundings {
	channel: Channel;
	permissions: Permissions;
	server(): Promise<ServerInfo>;
	/** @throws RefusedError for one that is not known */
	device(id: string): Promise<DeviceRecord>;
	group(id: string): Promise<GroupRecord>;
	/** undefined where the account sees the device and not its group. */
	groupOf(device: DeviceRecord): Promise<GroupRecord | undefined>;
}

/** What is known of an action once it was looked at. */
export interface Checked {
	/** What is sent, where it is other than what was given. */
	parameters?: Parameters;
	/** What the server's no may be about. */
	need?: Need;
	subject?: Subject;
	/** Judges an answer instead of the usual way. @throws RefusedError */
	judge?(answer: Frame): void;
	/** Reads back what the server may have dropped silently. */
	after?(): Promise<void>;
}

/** Looks at an action before it is sent. @throws where the server would answer nothing, or "ok" for nothing */
export type Guard = (parameters: Parameters, around: Surroundings) => Promise<Checked>;

const ANY = z.looseObject({ action: z.string() });

/** Sends an action as it is, where the server can be expected to answer and to mean it. @returns the answer, without what belongs to the wire */
export async function send(action: Action, given: Parameters, around: Surroundings): Promise<unknown> {
	requireParameters(action, given);
	requireHarmless(given);
	const { name, effect, repeats } = action;
	const { parameters = given, need, subject = {}, judge, after } = (await guards[name]?.(given, around)) ?? {};
	const unnamed = repeats && Object.fromEntries(repeats.filter((field) => field in parameters).map((field) => [field, String(parameters[field])]));
	const ask = async () => await around.channel.ask({ action: name, fields: parameters, effect, answer: ANY, unnamed, ...(judge && { judge }) });
	const answer = need ? await around.permissions.named(need, subject, ask) : await ask();
	await after?.();
	return unnamed ? without('tag', content(answer)) : content(answer);
}

/** An answer without what belongs to the wire. */
export function content(frame: object): object {
	return without('action', without('responseid', frame));
}

function without(name: string, record: object): object {
	return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
}

/** Of a device that is not known, or that the account does not see, these are never answered. */
const knownDevice =
	(field: string): Guard =>
	async (parameters, { device }) => {
		const id = parameters[field];
		if (typeof id === 'string' && (id.startsWith('node/') || !id.includes('/'))) await device(id);
		return {};
	};

const withDetails: Guard = async ({ nodeid }, { device, permissions }) => {
	if (typeof nodeid === 'string') await permissions.require(NEEDS.details, { device: await device(nodeid) }, 'getnetworkinfo');
	return {};
};

const guards: Readonly<Record<string, Guard>> = {
	...accountGuards,
	getnetworkinfo: withDetails,
	getsysinfo: withDetails,
	powertimeline: knownDevice('nodeid'),
	getNotes: knownDevice('id'),
	events: async ({ userid, nodeid }, { permissions }) => {
		const textOf = (value: unknown) => (value === undefined ? undefined : String(value));
		await permissions.requireEvents({ userId: textOf(userid), deviceId: textOf(nodeid) });
		return {};
	},
	deviceShares: async (_, { server }) => {
		requireSharing(await server());
		return { need: NEEDS.shares };
	},
	changedevice: async () => await Promise.resolve({ need: NEEDS.updateDevice }),
	changeDeviceMesh: async ({ nodeids, meshid }, { device, group, groupOf }) => {
		if (typeof meshid !== 'string' || !Array.isArray(nodeids)) return {};
		const target = await group(meshid);
		for (const id of nodeids) requireSameKind(await groupOf(await device(String(id))), target);
		return { need: NEEDS.moveTo, subject: { group: target } };
	},
	createmesh: async () => await Promise.resolve({ need: NEEDS.createGroup }),
	editmesh: async ({ meshid }, { group, permissions }) => {
		if (typeof meshid !== 'string') throw new InputError("'editmesh' needs 'meshid'", 'Add it to the parameters. Nothing was sent.');
		await permissions.require(NEEDS.updateGroup, { group: await group(meshid) }, 'editmesh');
		return {};
	},
	userbroadcast: async () => await Promise.resolve({ need: NEEDS.users }),
	users: async () => await Promise.resolve({ need: NEEDS.users }),
};
