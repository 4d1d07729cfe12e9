import { BadAnswerError } from '../../shared/errors';
import type { Accounts, NewUser, ReportOrder, ReportType, RightsPlace, UserChanges } from '../accounts';
import { requireStored } from '../changes';
import type { GroupChanges, MeshCentralClient } from '../client';
import { lastPart } from '../device';
import type { Permissions } from '../permissions';
import { linkedTo, NEEDS } from '../rights';
import { userGroupsIn, type UserGroupRecord, type UserRecord } from '../schemas';
import type { Channel } from './channel';
import { reportFrame, userGroupsFrame } from './frames';

/** What an account can do with others, over actions that are looked at before and after by themselves (see sendingAccounts.ts). */
export class ControlAccounts implements Accounts {
	constructor(
		private readonly channel: Channel,
		private readonly permissions: Permissions,
		private readonly client: Pick<MeshCentralClient, 'send' | 'users' | 'serverInfo'>,
	) {}

	async me(): Promise<string | undefined> {
		return (await this.channel.open()).session.standing.account?._id;
	}

	async createUser({ name, password, email, emailVerified, realName, mustChangePassword }: NewUser): Promise<UserRecord> {
		const fields = { username: name, ...(password === undefined ? { randomPassword: true } : { pass: password }), email, emailVerified, realname: realName, resetNextLogin: mustChangePassword };
		await this.client.send('adduser', given(fields));
		const id = `user/${(await this.client.serverInfo()).domain ?? ''}/${name.toLowerCase()}`;
		return await this.user(id, 'adduser');
	}

	async updateUser(id: string, { email, emailVerified, realName, siteRights }: UserChanges): Promise<UserRecord> {
		await this.client.send('edituser', given({ id, email, emailVerified, realname: realName, siteadmin: siteRights }));
		return await this.user(id, 'edituser');
	}

	async deleteUser(id: string): Promise<void> {
		await this.client.send('deleteuser', { userid: id });
		if ((await this.client.users()).some(({ _id }) => _id === id)) throw this.undone(`delete ${id}`, 'deleteuser');
	}

	private async user(id: string, action: string): Promise<UserRecord> {
		const found = (await this.client.users()).find(({ _id }) => _id === id);
		if (found) return found;
		throw this.undone(`store ${id}`, action);
	}

	async userGroups(): Promise<UserGroupRecord[]> {
		return userGroupsIn((await this.channel.ask({ action: 'usergroups', effect: 'read', answer: userGroupsFrame, unnamed: {} })).ugroups);
	}

	async createUserGroup(name: string, desc: string): Promise<UserGroupRecord> {
		const { ugrpid } = (await this.client.send('createusergroup', { name, desc })) as { ugrpid?: unknown };
		const found = (await this.userGroups()).find(({ _id }) => _id === ugrpid);
		if (found) return found;
		throw this.undone(`store the user group ${name}`, 'createusergroup');
	}

	/** Never answered, with the right or without it. */
	async updateUserGroup(id: string, changes: GroupChanges): Promise<UserGroupRecord> {
		await this.permissions.require(NEEDS.userGroups, {}, 'editusergroup');
		await this.channel.tell({ action: 'editusergroup', ugrpid: id, ...given({ ...changes }) }, 'idempotent');
		const stored = (await this.userGroups()).find(({ _id }) => _id === id);
		if (!stored) throw this.undone(`store the user group ${id}`, 'editusergroup');
		requireStored(changes, stored, this.channel.asked('editusergroup'));
		return stored;
	}

	async deleteUserGroup(id: string): Promise<void> {
		await this.client.send('deleteusergroup', { ugrpid: id });
	}

	async setMember(ugrpid: string, userId: string, isMember: boolean): Promise<void> {
		const action = isMember ? 'addusertousergroup' : 'removeuserfromusergroup';
		// Names and not IDs go in, and IDs come out.
		await this.client.send(action, { ugrpid, ...(isMember ? { usernames: [lastPart(userId)] } : { userid: userId }) });
		const group = (await this.userGroups()).find(({ _id }) => _id === ugrpid);
		if (linkedTo(group ?? {}).includes(userId) !== isMember) throw this.undone(`${isMember ? 'add' : 'remove'} ${userId} ${isMember ? 'to' : 'from'} ${group?.name ?? ugrpid}`, action);
	}

	async setRights(place: RightsPlace, who: string, rights: number | null): Promise<void> {
		if ('device' in place) {
			const { _id: nodeid } = place.device;
			await this.client.send('adddeviceuser', { nodeid, userids: [who], rights: rights ?? 0, ...(rights === null && { remove: true }) });
			return;
		}
		const { _id: meshid } = place.group;
		if (rights === null) await this.client.send('removemeshuser', { meshid, userid: who });
		else await this.client.send('addmeshuser', { meshid, userids: [who], meshadmin: rights });
	}

	async broadcast(msg: string, userid?: string): Promise<void> {
		await this.client.send('userbroadcast', given({ msg, userid }));
	}

	/** Without the right, there are no entries in it, and nothing says why. */
	async report({ type, from, to }: ReportOrder): Promise<object[]> {
		await this.permissions.require(NEEDS.users, {}, 'report');
		const fields = { type: TYPES[type], groupBy: BY_USER, devGroup: null, start: seconds(from), end: seconds(to), tz: 'UTC', tf: 0, l: 'en' };
		const { data } = await this.channel.ask({ action: 'report', fields, effect: 'read', answer: reportFrame, timeoutMs: REPORT_TIMEOUT_MS, unnamed: {} });
		return Object.entries(data.groups).flatMap(([group, { entries }]) => entries.map((entry) => ({ group, ...entry })));
	}

	private undone(what: string, action: string): BadAnswerError {
		return new BadAnswerError(`MeshCentral accepted the request but did not ${what}`, this.channel.asked(action), undefined, 'Check it in MeshCentral before you try again.');
	}
}

/** As the server numbers them (measured, but for traffic). */
const TYPES: Readonly<Record<ReportType, number>> = { sessions: 1, traffic: 2, logins: 3, db: 4 };
const BY_USER = 1;
const REPORT_TIMEOUT_MS = 120_000;

const seconds = (at: Date): number => Math.round(at.getTime() / 1000);

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
