import type { Effect } from '../../shared/http/retry';
import type { KnownCommand } from '../client';
import { wrongValue } from './limits';
import type { Kind, Signature } from './parameters';

/**
 * What a command answers when it did what it was asked, since the status says nothing: JSON; a value as Node prints it; the output
 * of a command on a device; or a text that fits the pattern.
 */
export type AnswerKind = 'json' | 'inspected' | 'output' | RegExp;

/** A command of meshctrl, as the wrapper passes it on. */
export interface WrapperCommand extends Signature {
	effect: Effect;
	answer: AnswerKind;
	/** Why it cannot be sent by its name alone; our own operations may still use it. */
	reason?: string;
	/** What to know before it is sent. */
	note?: string;
}

/** `ok`, `OK`, `ok mesh//…`, `Added user x`. */
const OK = /^(ok( \S+)?|added user .+)$/i;

const RIGHTS: readonly string[] = [
	'remotecontrol', 'agentconsole', 'serverfiles', 'wakedevices', 'notes', 'desktopviewonly', 'noterminal', 'nofiles', 'noamt',
	'limiteddesktop', 'limitedevents', 'chatnotify', 'uninstall',
];
const flags = (names: readonly string[]): Record<string, Kind> => Object.fromEntries(names.map((name) => [name, 'flag' as const]));
const account: Record<string, Kind> = { email: 'text', emailverified: 'flag', resetpass: 'flag', realname: 'text', rights: 'list', domain: 'text' };
const message: Record<string, Kind> = { id: 'id', msg: 'text', title: 'text' };
const GROUP = 'id|group';
const IN_ADDRESS = "the password is part of the request's address, which web servers log";

type Rest = Partial<Omit<WrapperCommand, 'name' | 'parameters' | 'effect'>>;
const reads = (parameters: Record<string, Kind> = {}, rest: Rest = {}): Omit<WrapperCommand, 'name'> => ({ effect: 'read', answer: 'json', required: [], parameters, ...rest });
const acts = (parameters: Record<string, Kind>, required: readonly string[], rest: Rest = {}): Omit<WrapperCommand, 'name'> => ({
	effect: 'once', answer: OK, parameters, required, ...rest,
});
const sets = (parameters: Record<string, Kind>, required: readonly string[]): Omit<WrapperCommand, 'name'> => ({ ...acts(parameters, required), effect: 'idempotent' });
const never = (reason: string): Omit<WrapperCommand, 'name'> => ({ ...acts({}, []), reason });

/**
 * Every command of meshctrl (1.1.55), with the parameters that reach it through the wrapper and have an effect there. What has an
 * operation that guards against something is left to it, and what would harm the server or the wrapper is not available.
 */
const TABLE = {
	serverinfo: reads(),
	userinfo: reads(),
	listdevicegroups: reads({ hex: 'flag' }),
	listdevices: reads({ id: 'id', group: 'text', filter: 'text', filterid: 'list', count: 'flag' }, { note: 'About 70 devices fit into an answer.' }),
	deviceinfo: reads({ id: 'id' }, { required: ['id'] }),
	listevents: reads({ id: 'id', limit: 'positive' }, { note: 'About 150 events fit into an answer.' }),
	listusers: reads({ filter: ['2fa', 'no2fa'] }),
	listusersessions: reads(),
	listusergroups: reads(),
	listusersofdevicegroup: reads({ id: 'lastPart' }, { required: ['id'] }),
	logintokens: reads({}, { answer: 'inspected', note: "It only lists: a new token would be a key to the wrapper's own account, and without its own the wrapper could not sign in." }),
	report: reads(
		{ type: ['sessions', 'traffic', 'logins', 'db'], groupby: ['user', 'day', 'device'], start: 'time', end: 'time', devicegroup: 'id', showtraffic: 'flag' },
		{ required: ['type'], answer: /^group,/, note: 'The answer is CSV.' },
	),

	adddevicegroup: acts({ name: 'text', desc: 'text', amtonly: 'flag', agentless: 'flag', features: 'number', consent: 'number' }, ['name']),
	editdevicegroup: sets({ id: 'id', group: 'text', name: 'text', desc: 'text', flags: 'number', consent: 'number', invitecodes: 'list' }, [GROUP]),
	// Rights replace those that are there, so that a second time changes nothing.
	addusertodevicegroup: sets({ id: 'id', group: 'text', userid: 'id', ...flags(['fullrights', 'editgroup', 'manageusers', 'managedevices', ...RIGHTS]) }, [GROUP, 'userid']),
	removeuserfromdevicegroup: acts({ id: 'id', group: 'text', userid: 'id' }, [GROUP, 'userid']),
	generateinvitelink: acts({ id: 'id', group: 'text', hours: 'number', flags: ['0', '1', '2'] }, [GROUP, 'hours'], { answer: /^https?:\/\/\S+$/ }),
	sendinviteemail: acts({ id: 'id', group: 'text', email: 'text', name: 'text', message: 'text' }, [GROUP, 'email']),
	editdevice: sets({ id: 'id', name: 'text', desc: 'text', tags: 'list', icon: 'positive', consent: 'positive' }, ['id']),
	movetodevicegroup: sets({ devid: 'id', id: 'id', group: 'text' }, ['devid', GROUP]),
	addusertodevice: sets({ id: 'id', userid: 'id', ...flags(['fullrights', ...RIGHTS]) }, ['id', 'userid']),
	removeuserfromdevice: acts({ id: 'id', userid: 'id' }, ['id', 'userid']),
	deviceopenurl: acts({ id: 'id', openurl: 'text' }, ['id', 'openurl']),
	addlocaldevice: acts({ id: 'id', devicename: 'text', hostname: 'text', type: ['4', '6', '29'] }, ['id', 'devicename', 'hostname']),
	adduser: acts({ user: 'text', pass: 'text', randompass: 'flag', ...account }, ['user', 'pass|randompass'], { note: IN_ADDRESS }),
	edituser: sets({ userid: 'id', ...account }, ['userid']),
	removeuser: acts({ userid: 'id', domain: 'text' }, ['userid']),
	addusergroup: acts({ name: 'text', desc: 'text' }, ['name']),
	removeusergroup: acts({ groupid: 'id' }, ['groupid']),
	addtousergroup: sets({ groupid: 'id', id: 'member', rights: 'number' }, ['groupid', 'id']),
	removefromusergroup: acts({ groupid: 'id', id: 'member' }, ['groupid', 'id']),
	removeallusersfromusergroup: acts({ groupid: 'id' }, ['groupid'], { answer: /^((removing .*\n)*ok|no users in this user group\.)$/i }),
	broadcast: acts({ msg: 'text', user: 'id' }, ['msg']),

	runcommand: acts({ id: 'id', run: 'text', reply: 'flag', powershell: 'flag', runasuser: 'flag', runasuseronly: 'flag' }, ['id', 'run'], {
		answer: 'output',
		reason: "the wrapper mixes up outputs, and a command that waits for input blocks the device: use 'Run Command' of the device",
	}),
	devicepower: acts({ id: 'id', ...flags(['wake', 'off', 'reset', 'sleep']) }, ['id'], {
		answer: /^(ok|used \d+ device\(s\).*)$/i,
		reason: "the server answers ok for every device: use 'Power' of the device",
	}),
	devicemessage: acts({ ...message, timeout: 'positive' }, ['id', 'msg'], { reason: "use 'Send Message' of the device" }),
	devicetoast: acts(message, ['id', 'msg'], { reason: "the server answers ok for every device: use 'Send Message' of the device" }),
	devicesharing: acts(
		{
			id: 'id', add: 'text', type: 'list', viewonly: 'flag', consent: ['none', 'notify', 'prompt'], start: 'time', end: 'time', duration: 'positive', remove: 'id',
		},
		['id'],
		{ reason: "its answers are not clear, and its links are secrets: use 'Create', 'Get Many' and 'Delete' of the tunnel" },
	),
	removedevice: acts({ id: 'id' }, ['id'], { reason: "a running agent registers again: use 'Delete' of the device" }),
	removedevicegroup: acts({ id: 'id' }, ['id'], { reason: "it deletes the group's devices as well: use 'Delete' of the device group" }),

	groupmessage: never("the server answers ok for every group: use 'Send Message' for the group's devices"),
	grouptoast: never("for a group without devices it never ends and blocks one of the wrapper's five workers: use 'Send Message' for the group's devices"),
	addamtdevice: never("it never ends and blocks one of the wrapper's five workers"),
	agentdownload: never('it writes a file on the server'),
	config: never("it changes the server's configuration file"),
	download: never('it writes a file on the server'),
	indexagenterrorlog: never('it reads and writes files on the server'),
	shell: never("it never ends and blocks one of the wrapper's five workers: use 'Run Command' of the device"),
	showevents: never("it never ends and blocks one of the wrapper's five workers: use the MeshCentral Trigger"),
	tunnel: never("MeshCentral has no such command, despite the wrapper's documentation: use 'Create' of the tunnel"),
	upload: never('it reads a file of the server'),
	webrelay: never('it stops the whole MeshCentral server'),
} satisfies Record<string, Omit<WrapperCommand, 'name'>>;

/** The commands by their names. */
export const commands = Object.fromEntries(Object.entries(TABLE).map(([name, command]) => [name, { name, ...command }])) as Readonly<
	Record<keyof typeof TABLE, WrapperCommand>
>;

/** What can be sent by its name, and what cannot with the reason; in the order of the alphabet. */
export const knownCommands: readonly KnownCommand[] = Object.values<WrapperCommand>(commands)
	.map(({ name, reason, note, effect, parameters }) => ({ name, effect, allowed: reason === undefined, ...(reason && { reason }), ...(note && { note }), parameters: Object.keys(parameters) }))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

/** @throws InputError that shows the list, for a command that is not allowed or not known */
export function commandNamed(entered: string): WrapperCommand {
	const name = entered.trim().toLowerCase();
	const command = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined;
	if (command && command.reason === undefined) return command;
	const allowed = knownCommands.filter((each) => each.allowed).map((each) => each.name);
	throw wrongValue(
		command ? `'${name}' is not available here: ${command.reason}` : `MeshCentral's meshctrl has no command '${name.slice(0, 60)}' that this node knows`,
		`Available are: ${allowed.join(', ')}.`,
	);
}
