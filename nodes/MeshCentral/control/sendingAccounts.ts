import { BadAnswerError, InputError } from '../../shared/errors';
import { inWords } from '../../shared/text';
import { FULL, linksOf, NEEDS, rightsIn } from '../rights';
import type { GroupRecord, UserRecord } from '../schemas';
import { userGroupsFrame, usersFrame, type Frame } from './frames';
import type { Checked, Guard, Parameters, Surroundings } from './sending';

/**
 * What is looked at around actions on accounts, members and user groups: of these, the server answers some with "ok" although it did nothing,
 * and some not at all (measured on 1.1.55).
 */

const NOTHING_SENT = 'Nothing was sent.';

/** -1 is stored as it is, and is not everything. */
function requireRights(parameters: Parameters, ...names: string[]): void {
	for (const name of names) {
		const value = parameters[name];
		if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= FULL)) continue;
		throw new InputError(`'${name}' must be a whole number from 0 to ${FULL}`, `It is the sum of the rights; ${FULL} is everything. ${NOTHING_SENT}`);
	}
}

async function users({ channel }: Surroundings): Promise<UserRecord[]> {
	return (await channel.ask({ action: 'users', effect: 'read', answer: usersFrame, unnamed: {} })).users;
}

async function userGroup({ channel }: Surroundings, id: unknown): Promise<{ name: string; links?: unknown }> {
	const { ugroups } = await channel.ask({ action: 'usergroups', effect: 'read', answer: userGroupsFrame, unnamed: {} });
	const found = ugroups?.[String(id)];
	if (!found) throw new InputError(`MeshCentral has no user group ${String(id).slice(0, 100)}`, `'usergroups' lists them. ${NOTHING_SENT}`);
	return found;
}

/** A full id; names are of the server's domain, and in small letters. */
async function userId({ server }: Surroundings, entered: unknown): Promise<string> {
	const text = String(entered);
	return text.includes('/') ? text : `user/${(await server()).domain ?? ''}/${text.toLowerCase()}`;
}

/** The ids of those that a list of ids or of names stands for. */
async function userIds(around: Surroundings, { userids, userid, usernames }: Parameters): Promise<string[]> {
	const entered = [userids, userid, usernames].flat().filter((each) => each !== undefined);
	return await Promise.all(entered.map(async (each) => await userId(around, each)));
}

/** Of several users some may be unknown: the answer counts them. */
function judgeCounts({ channel }: Surroundings, action: string) {
	return (answer: Frame): void => {
		const { failed, success, added, result } = answer;
		const done = success ?? added;
		if ((failed === undefined || failed === 0) && typeof done === 'number' && done > 0) return;
		const words = typeof result === 'string' && !/^ok$/i.test(result) ? result : 'MeshCentral did this for no user';
		throw channel.refused(words, action, typeof done === 'number' && done > 0 ? `${done} succeeded, ${String(failed)} failed.` : 'Check the users and the group.');
	};
}

const ofServer = (need: Checked['need']): Guard => async () => await Promise.resolve({ need });

async function edituser(given: Parameters, around: Surroundings): Promise<Checked> {
	requireRights(given, 'siteadmin', 'removeRights');
	await around.permissions.require(NEEDS.users, {}, 'edituser');
	const id = await userId(around, given.id ?? given.userid ?? given.username);
	const account = (await users(around)).find(({ _id }) => _id === id);
	// Left out, it would be taken away.
	const parameters = account?.quota !== undefined && given.quota === undefined ? { ...given, quota: account.quota } : given;
	const after = async () => {
		const stored = (await users(around)).find(({ _id }) => _id === id);
		const lost = stored ? fieldsNotIn(stored, given) : [];
		if (lost.length > 0) throw notStored(around, 'edituser', `${inWords(lost)} of ${id}`, 'An account cannot change its own rights, and one that manages users cannot grant all of them.');
	};
	return { parameters, need: NEEDS.users, after };
}

/** As they are stored: what is empty is not there, and email addresses are in small letters. */
const COMPARED = { realname: '', email: '', siteadmin: 0, consent: 0, removeRights: 0, quota: undefined } as const;

function fieldsNotIn(stored: Readonly<Record<string, unknown>>, given: Parameters): string[] {
	const shaped = (name: string, value: unknown) => (name === 'email' && typeof value === 'string' ? value.toLowerCase() : value);
	return Object.entries(COMPARED).flatMap(([name, nothing]) => (given[name] === undefined || shaped(name, given[name]) === (stored[name] ?? nothing) ? [] : [name]));
}

async function adddeviceuser(given: Parameters, around: Surroundings): Promise<Checked> {
	requireRights(given, 'rights');
	const device = await around.device(String(given.nodeid));
	const group: GroupRecord = (await around.groupOf(device)) ?? { _id: device.meshid, name: device.groupname ?? device.meshid };
	await around.permissions.require(NEEDS.manageMembers, { group }, 'adddeviceuser');
	const parameters = { ...given, nodeid: device._id, ...(given.remove === true && { rights: 0 }) };
	const after = async () => {
		const links = linksOf(await around.device(device._id));
		const isDone = (id: string) => (given.remove === true ? links[id] === undefined : links[id] === given.rights);
		const lost = (await userIds(around, given)).filter((id) => !isDone(id));
		if (lost.length > 0) throw notStored(around, 'adddeviceuser', `the rights of ${inWords(lost)} on ${device.name}`, 'MeshCentral also answers "ok" for users that it does not know.');
	};
	return { parameters, after };
}

async function removemeshuser(given: Parameters, around: Surroundings): Promise<Checked> {
	if (typeof given.meshid !== 'string') return { need: NEEDS.manageMembers };
	const group = await around.group(given.meshid);
	const id = await userId(around, given.userid);
	const account = (await around.channel.open()).session.standing.account;
	// A manager who is no full administrator of the group gets no answer to that.
	if (account && linksOf(group)[id] === FULL && rightsIn(account, [group]) !== FULL) {
		throw new InputError(`${id} is a full administrator of the device group ${group.name}, and only another one can remove it`, NOTHING_SENT);
	}
	return { need: NEEDS.manageMembers, subject: { group } };
}

async function removeuserfromusergroup(given: Parameters, around: Surroundings): Promise<Checked> {
	await around.permissions.require(NEEDS.userGroups, {}, 'removeuserfromusergroup');
	const group = await userGroup(around, given.ugrpid);
	const id = await userId(around, given.userid);
	// The server says "ok" of those as well that are not in it.
	if (linksOf(group)[id] === undefined) throw new InputError(`${id} is not in the user group ${group.name}`.trimEnd(), `'usergroups' lists its members. ${NOTHING_SENT}`);
	return {};
}

function notStored({ channel }: Surroundings, action: string, what: string, advice: string): BadAnswerError {
	return new BadAnswerError(`MeshCentral answered "ok" but did not store ${what}`, channel.asked(action), undefined, advice);
}

export const accountGuards: Readonly<Record<string, Guard>> = {
	adduser: async (given) => {
		requireRights(given, 'siteadmin');
		return await Promise.resolve({ need: NEEDS.users });
	},
	edituser,
	deleteuser: ofServer(NEEDS.users),
	addmeshuser: async (given, around) => {
		requireRights(given, 'meshadmin');
		const subject = typeof given.meshid === 'string' ? { group: await around.group(given.meshid) } : {};
		return { need: NEEDS.manageMembers, subject, judge: judgeCounts(around, 'addmeshuser') };
	},
	removemeshuser,
	adddeviceuser,
	createusergroup: ofServer(NEEDS.userGroups),
	deleteusergroup: ofServer(NEEDS.userGroups),
	addusertousergroup: async ({ ugrpid }, around) => {
		await userGroup(around, ugrpid);
		return { need: NEEDS.userGroups, judge: judgeCounts(around, 'addusertousergroup') };
	},
	removeuserfromusergroup,
};
