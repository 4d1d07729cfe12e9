import { BadAnswerError } from '../../shared/errors';
import type { Accounts, NewUser, ReportOrder, RightsPlace, UserChanges } from '../accounts';
import type { MeshCentralClient } from '../client';
import { lastPart } from '../device';
import type { Permissions } from '../permissions';
import { FULL, linkedTo, NEEDS, numberOf, PLACE_RIGHTS, rightsOf, type Account, type PlaceRight } from '../rights';
import { userGroups, userGroupsIn, type UserGroupRecord, type UserRecord } from '../schemas';
import { commands } from './commands';
import { linesOf } from './csv';
import { notThroughRest } from './limits';
import type { Wrapper } from './wrapper';

/** The words by which meshctrl gives rights; it has none for the others. */
const FLAGS: Readonly<Partial<Record<PlaceRight, string>>> = {
	'Edit Group': 'editgroup', 'Manage Users': 'manageusers', 'Manage Devices': 'managedevices', 'Remote Control': 'remotecontrol', 'Agent Console': 'agentconsole', 'Server Files': 'serverfiles',
	Wake: 'wakedevices', 'Set Notes': 'notes', 'Desktop View Only': 'desktopviewonly', 'No Terminal': 'noterminal', 'No Files': 'nofiles', 'No AMT': 'noamt', 'Limited Input': 'limiteddesktop',
	'Limited Events': 'limitedevents', 'Chat and Notify': 'chatnotify', Uninstall: 'uninstall',
};

/** What an account can do with others, by commands that are looked at before and after by themselves (see sending.ts). */
export class WrapperAccounts implements Accounts {
	constructor(
		private readonly wrapper: Wrapper,
		private readonly permissions: Permissions,
		private readonly client: Pick<MeshCentralClient, 'send' | 'users'>,
		private readonly account: () => Promise<Account | undefined>,
	) {}

	async me(): Promise<string | undefined> {
		return (await this.account())?._id;
	}

	async createUser({ name, password, email, emailVerified, realName, mustChangePassword }: NewUser): Promise<UserRecord> {
		const secret = password === undefined ? { randompass: true } : { pass: password };
		await this.client.send('adduser', { user: name, ...secret, email, emailverified: emailVerified, realname: realName, resetpass: mustChangePassword });
		const found = (await this.client.users()).find(({ name: each }) => each.toLowerCase() === name.toLowerCase());
		if (found) return found;
		throw this.undone(`store the user ${name}`, 'adduser');
	}

	async updateUser(id: string, { email, emailVerified, realName, siteRights }: UserChanges): Promise<UserRecord> {
		if (siteRights !== undefined) throw notThroughRest("The wrapper's REST commands cannot lock or unlock an account");
		if (emailVerified === false) throw notThroughRest("The wrapper's REST commands cannot mark an email address as unverified");
		const account = await this.user(id);
		// What is left out with the address, the command takes for no.
		const isVerified = emailVerified ?? (email !== undefined && email.toLowerCase() === (account.email ?? '').toLowerCase() && account.emailVerified === true);
		await this.client.send('edituser', { userid: id, email: email ?? (emailVerified ? account.email : undefined), emailverified: isVerified, realname: realName });
		const stored = await this.user(id);
		const isStored = (email ?? stored.email ?? '').toLowerCase() === (stored.email ?? '').toLowerCase() && (realName ?? stored.realname ?? '') === (stored.realname ?? '');
		if (!isStored) throw this.undone(`store ${id} as it was sent`, 'edituser');
		return stored;
	}

	async deleteUser(id: string): Promise<void> {
		await this.client.send('removeuser', { userid: id });
		if ((await this.client.users()).some(({ _id }) => _id === id)) throw this.undone(`delete ${id}`, 'removeuser');
	}

	private async user(id: string): Promise<UserRecord> {
		const found = (await this.client.users()).find(({ _id }) => _id === id);
		if (found) return found;
		throw this.wrapper.refused('User does not exists', commands.listusers);
	}

	async userGroups(): Promise<UserGroupRecord[]> {
		return userGroupsIn(await this.wrapper.read(commands.listusergroups, userGroups.nullable()));
	}

	async createUserGroup(name: string, desc: string): Promise<UserGroupRecord> {
		const known = new Set((await this.userGroups()).map(({ _id }) => _id));
		await this.client.send('addusergroup', { name, ...(desc !== '' && { desc }) });
		const found = (await this.userGroups()).find((group) => group.name === name && !known.has(group._id));
		if (found) return found;
		throw this.undone(`store the user group ${name}`, 'addusergroup');
	}

	async updateUserGroup(): Promise<UserGroupRecord> {
		throw notThroughRest("The wrapper's REST commands cannot change a user group");
	}

	async deleteUserGroup(id: string): Promise<void> {
		await this.client.send('removeusergroup', { groupid: id });
	}

	async setMember(groupid: string, id: string, isMember: boolean): Promise<void> {
		await this.client.send(isMember ? 'addtousergroup' : 'removefromusergroup', { groupid, id });
		const group = (await this.userGroups()).find(({ _id }) => _id === groupid);
		if (linkedTo(group ?? {}).includes(id) !== isMember) throw this.undone(`${isMember ? 'add' : 'remove'} ${id} ${isMember ? 'to' : 'from'} the user group`, isMember ? 'addtousergroup' : 'removefromusergroup');
	}

	async setRights(place: RightsPlace, who: string, rights: number | null): Promise<void> {
		const { _id: id } = 'device' in place ? place.device : place.group;
		// Of a whole ID, the command makes a name that nobody has (measured on 1.1.55).
		const userid = lastPart(who);
		if (who.startsWith('ugrp/')) await this.client.send(rights === null ? 'removefromusergroup' : 'addtousergroup', { groupid: who, id, ...(rights !== null && { rights }) });
		else if (rights === null) await this.client.send('device' in place ? 'removeuserfromdevice' : 'removeuserfromdevicegroup', { id, userid });
		else await this.client.send('device' in place ? 'addusertodevice' : 'addusertodevicegroup', { id, userid, ...flagsOf(rights) });
	}

	async broadcast(msg: string, user?: string): Promise<void> {
		await this.client.send('broadcast', { msg, user });
	}

	async report({ type, from, to }: ReportOrder): Promise<object[]> {
		await this.permissions.require(NEEDS.users, {}, 'report');
		const answer = String(await this.wrapper.ask(commands.report, { type, groupby: 'user', start: from, end: to }, { timeoutMs: 60_000 }));
		return linesOf(answer);
	}

	private undone(what: string, name: 'adduser' | 'edituser' | 'removeuser' | 'addusergroup' | 'addtousergroup' | 'removefromusergroup'): BadAnswerError {
		return new BadAnswerError(`MeshCentral accepted the request but did not ${what}`, this.wrapper.asked(commands[name]), 200, 'Check it in MeshCentral before you try again.');
	}
}

/** @throws InputError for a right that meshctrl has no word for */
function flagsOf(rights: number): Record<string, boolean> {
	if (rights === FULL) return { fullrights: true };
	const lost = PLACE_RIGHTS.find((right) => (rights & numberOf([right])) !== 0 && FLAGS[right] === undefined);
	if (lost) throw notThroughRest(`The wrapper's REST commands cannot grant the right ${lost} to a user, and it would be lost`);
	return Object.fromEntries(rightsOf(rights).map((right) => [FLAGS[right as PlaceRight]!, true]));
}
