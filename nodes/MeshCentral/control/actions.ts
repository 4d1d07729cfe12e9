import { InputError } from '../../shared/errors';
import type { Effect } from '../../shared/http/retry';
import type { KnownCommand } from '../client';

/** An action of the control channel that can be sent as it is. */
export interface Action extends KnownCommand {
	effect: Effect;
	/** Its answer does not repeat the `responseid` (measured), but these of its parameters. */
	repeats?: readonly string[];
}

const reads = (name: string, parameters: string[] = []): Action => ({ name, allowed: true, parameters, effect: 'read' });
const readsUnnamed = (name: string, parameters: string[], repeats: string[]): Action => ({ ...reads(name, parameters), repeats });
const acts = (name: string, parameters: string[], note?: string): Action => ({ name, allowed: true, parameters, effect: 'once', ...(note && { note }) });
const never = (name: string, reason: string): Action => ({ name, allowed: false, reason, parameters: [], effect: 'once' });

const RIGHTS_REPLACE = 'Rights are a whole number that replaces the current one; 4294967295 is everything.';
const PHONE_AFTER = "Set phone and consent with 'edituser' afterwards: with them, MeshCentral creates no user.";
const NEVER_ANSWERED = 'the server never answers it, so the result would be unknown';

/**
 * The server silently ignores actions that it does not know, so only known ones are sent. Those with an operation of
 * their own are left to it where it guards against something.
 */
export const actions: readonly Action[] = [
	reads('nodes', ['meshid', 'meshname', 'id', 'tag']),
	readsUnnamed('meshes', [], []),
	readsUnnamed('users', [], []),
	readsUnnamed('usergroups', [], []),
	readsUnnamed('wssessioncount', [], []),
	readsUnnamed('events', ['limit', 'nodeid', 'userid', 'filter'], ['nodeid']),
	readsUnnamed('getnetworkinfo', ['nodeid'], ['nodeid']),
	readsUnnamed('getsysinfo', ['nodeid', 'nodeinfo'], ['nodeid']),
	readsUnnamed('lastconnect', ['nodeid'], ['nodeid']),
	readsUnnamed('lastconnects', [], []),
	readsUnnamed('powertimeline', ['nodeid'], ['nodeid']),
	readsUnnamed('getNotes', ['id'], ['id']),
	readsUnnamed('deviceShares', ['nodeid'], ['nodeid']),
	readsUnnamed('getDeviceDetails', ['type', 'nodeids'], ['type']),
	acts('changedevice', ['nodeid', 'name', 'desc', 'tags', 'icon', 'consent']),
	acts('changeDeviceMesh', ['nodeids', 'meshid']),
	acts('createmesh', ['meshname', 'meshtype', 'desc']),
	acts('editmesh', ['meshid', 'meshname', 'desc', 'flags', 'consent']),
	acts('createInviteLink', ['meshid', 'expire', 'flags']),
	acts('userbroadcast', ['msg', 'userid', 'maxtime']),
	acts('adduser', ['username', 'pass', 'randomPassword', 'email', 'emailVerified', 'realname', 'resetNextLogin', 'siteadmin'], `${RIGHTS_REPLACE} ${PHONE_AFTER}`),
	acts(
		'edituser',
		['id', 'userid', 'username', 'realname', 'email', 'emailVerified', 'siteadmin', 'resetNextLogin', 'consent', 'phone', 'quota', 'removeRights', 'groups'],
		`${RIGHTS_REPLACE} The quota of the account is kept unless you set it.`,
	),
	acts('deleteuser', ['userid']),
	acts('addmeshuser', ['meshid', 'meshname', 'userids', 'userid', 'usernames', 'meshadmin', 'remove'], `meshadmin: ${RIGHTS_REPLACE}`),
	acts('removemeshuser', ['meshid', 'meshname', 'userid']),
	acts('adddeviceuser', ['nodeid', 'userids', 'usernames', 'rights', 'remove'], `rights: ${RIGHTS_REPLACE}`),
	acts('createusergroup', ['name', 'desc', 'clone']),
	acts('deleteusergroup', ['ugrpid']),
	acts('addusertousergroup', ['ugrpid', 'usernames'], 'Names of users, not their IDs.'),
	acts('removeuserfromusergroup', ['ugrpid', 'userid']),
	never('editusergroup', `${NEVER_ANSWERED}: use 'Update' of the user group`),
	never('changeuserpass', NEVER_ANSWERED),
	never('runcommands', "the device accepts one command at a time: use 'Run Command' of the device"),
	never('poweraction', "the server answers ok for every device: use 'Power' of the device"),
	never('wakedevices', "use 'Power' of the device"),
	never('toast', "the server answers ok for every device: use 'Send Message' of the device"),
	never('msg', "its effect depends on its type: use 'Send Message', 'Open URL', 'Get Processes' or 'Get Services' of the device, or a file's operations"),
	never('removedevices', "a running agent registers again: use 'Delete' of the device"),
	never('deletemesh', "it deletes the group's devices as well: use 'Delete' of the device group"),
	never('createDeviceShareLink', "use 'Create' of the tunnel"),
	never('removeDeviceShare', "use 'Delete' of the tunnel"),
	never('setNotes', `${NEVER_ANSWERED}: use 'Add Note' of the device`),
	never('notifyuser', NEVER_ANSWERED),
	never('authcookie', 'its answer is a key to this session'),
	never('logincookie', 'its answer is a key to this session'),
	never('createLoginToken', 'its answer is a key to this account'),
	never('loginTokens', 'it removes the given tokens'),
	never('serverconsole', "it runs anything in the server's console"),
	never('serverupdate', 'it restarts the server'),
];

/**
 * What the server would silently ignore is found before it acts.
 * @throws InputError for a parameter that the node sets itself, or that an acting action does not have
 */
export function requireParameters({ name, effect, parameters }: Action, given: Readonly<Record<string, unknown>>): void {
	for (const reserved of ['action', 'responseid']) {
		if (reserved in given) throw new InputError(`'${reserved}' cannot be a parameter`, 'It is set by the node. Nothing was sent.');
	}
	const unknown = effect === 'read' ? undefined : Object.keys(given).find((key) => !parameters.includes(key));
	if (unknown !== undefined) throw new InputError(`'${name}' has no parameter '${unknown.slice(0, 60)}'`, `It has: ${parameters.join(', ')}. Nothing was sent.`);
}

/** @throws InputError that shows the list, for an action that is not allowed or not known */
export function actionOf(name: string): Action {
	const action = actions.find((each) => each.name === name.trim());
	if (action?.allowed) return action;
	const allowed = actions.filter((each) => each.allowed).map((each) => each.name);
	throw new InputError(
		action ? `'${action.name}' is not available here: ${action.reason}` : `MeshCentral's control channel has no action '${name.slice(0, 60)}' that this node knows`,
		`Nothing was sent. Available are: ${allowed.join(', ')}.`,
	);
}
