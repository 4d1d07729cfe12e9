import type { Accounts, NewUser, ReportOrder, RightsPlace, UserChanges } from '../../nodes/MeshCentral/accounts';
import type { GroupChanges } from '../../nodes/MeshCentral/client';
import type { UserGroupRecord, UserRecord } from '../../nodes/MeshCentral/schemas';

/** Accounts in memory, which take note of what is written. */
export class FakeAccounts implements Accounts {
	own: string | undefined = 'user//n8n';
	groupRecords: UserGroupRecord[] = [];
	entries: object[] = [];
	/** The server says yes and does nothing. */
	isDeaf = false;
	readonly told: Array<[string, ...unknown[]]> = [];

	constructor(readonly users: UserRecord[]) {}

	private note(method: string, ...args: unknown[]): void {
		this.told.push([method, ...args]);
	}

	async me() {
		return await Promise.resolve(this.own);
	}
	async createUser(user: NewUser) {
		this.note('createUser', user);
		const { name, email, emailVerified, realName: realname } = user;
		const created: UserRecord = { _id: `user//${name.toLowerCase()}`, name, email, emailVerified, realname };
		this.users.push(created);
		return await Promise.resolve(created);
	}
	async updateUser(id: string, changes: UserChanges) {
		this.note('updateUser', id, changes);
		const { siteRights, realName, ...same } = changes;
		const user = this.users.find(({ _id }) => _id === id)!;
		return await Promise.resolve(Object.assign(user, same, realName !== undefined && { realname: realName }, siteRights !== undefined && { siteadmin: siteRights }));
	}
	async deleteUser(id: string) {
		this.note('deleteUser', id);
		await Promise.resolve();
		this.users.splice(this.users.findIndex(({ _id }) => _id === id), 1);
	}
	async userGroups() {
		return await Promise.resolve(this.groupRecords);
	}
	async createUserGroup(name: string, desc: string) {
		this.note('createUserGroup', name, desc);
		const group: UserGroupRecord = { _id: `ugrp//${name}`, name, desc, links: {} };
		this.groupRecords.push(group);
		return await Promise.resolve(group);
	}
	async updateUserGroup(id: string, changes: GroupChanges) {
		this.note('updateUserGroup', id, changes);
		return await Promise.resolve(Object.assign(this.groupRecords.find(({ _id }) => _id === id)!, changes));
	}
	async deleteUserGroup(id: string) {
		this.note('deleteUserGroup', id);
		this.groupRecords = this.groupRecords.filter(({ _id }) => _id !== id);
		await Promise.resolve();
	}
	async setMember(groupId: string, userId: string, isMember: boolean) {
		this.note('setMember', groupId, userId, isMember);
		await Promise.resolve();
		change(this.groupRecords.find(({ _id }) => _id === groupId)!, userId, isMember ? 1 : null);
	}
	async setRights(place: RightsPlace, who: string, rights: number | null) {
		this.note('setRights', who, rights);
		await Promise.resolve();
		if (!this.isDeaf) change('device' in place ? place.device : place.group, who, rights);
	}
	async broadcast(text: string, userId?: string) {
		this.note('broadcast', text, userId);
		await Promise.resolve();
	}
	async report(order: ReportOrder) {
		this.note('report', order);
		return await Promise.resolve(this.entries);
	}
}

function change(record: { _id: string; links?: unknown }, id: string, rights: number | null): void {
	const links = { ...(record.links as object | undefined) } as Record<string, object>;
	if (rights === null) delete links[id];
	else links[id] = { name: id.slice(id.lastIndexOf('/') + 1), rights };
	record.links = links;
}
