import { called, ForbiddenError, InputError, RefusedError, type Asked } from '../shared/errors';
import { firstOf } from '../shared/named';
import { withRights } from '../shared/rights';
import { inWords } from '../shared/text';
import { FULL, fullRights, isInUserGroup, isNothing, lackOf, namesOf, NEEDS, rightLabels, rightsIn, type Account, type Lack, type Need } from './rights';
import type { DeviceRecord, GroupRecord } from './schemas';

/** Where it is known what the account may do: each is asked only where what came before is not enough. */
export interface Sources {
	/** undefined where the server did not say. */
	account(): Promise<Account | undefined>;
	/**
	 * A device group with its members; undefined for one that the account does not see.
	 * @param anew not as it may be remembered
	 */
	group(id: string, anew: boolean): Promise<GroupRecord | undefined>;
	/** Whether the server gives this full administrator every right in all groups, which is a setting of its own (`manageAllDeviceGroups`). */
	managesAll(): Promise<boolean>;
}

/** What an action is about; nothing of it for one about the server. */
export interface Subject {
	device?: DeviceRecord;
	group?: GroupRecord;
}

/** What the account may do, held against what an action needs. */
export class Permissions {
	constructor(
		private readonly sources: Sources,
		/** What was asked, for an error. */
		private readonly asked: (action: string) => Asked,
	) {}

	/**
	 * For actions that the server would answer with silence, or with "ok" although it does nothing.
	 * @throws MissingRightError where the account surely may not
	 */
	async require(need: Need, subject: Subject, action: string): Promise<void> {
		const account = await this.sources.account();
		const lack = account && (await this.lack(account, need, subject));
		if (account && lack && !isNothing(lack)) throw missingRight(account, { need, lack, subject, asked: this.asked(action) });
	}

	/** For actions that the server answers with a no of its own: its words, with the rights that it is about. */
	async named<T>(need: Need, subject: Subject, task: () => Promise<T>): Promise<T> {
		try {
			return await task();
		} catch (error) {
			if (!(error instanceof RefusedError) || error instanceof ForbiddenError || !SAYS_FORBIDDEN.test(error.message)) throw error;
			const account = await this.sources.account();
			throw forbidden(error, { need, subject, lack: account && (await this.lack(account, need, subject)) });
		}
	}

	/**
	 * Events of one user are those of all for anyone who may not manage users, and of a user of another domain nothing is ever answered; nor is
	 * anything of all events to an account that was never in a group (measured, and read in the source).
	 * @throws MissingRightError or InputError
	 */
	async requireEvents({ userId, deviceId }: { userId?: string; deviceId?: string }): Promise<void> {
		const account = await this.sources.account();
		if (userId !== undefined) {
			await this.require(NEEDS.users, {}, 'events');
			if (account && domainOf(userId) !== domainOf(account._id)) throw new InputError(`${userId} belongs to another domain than ${account._id}`, 'MeshCentral reports only events of its own domain. Nothing was sent.');
			return;
		}
		if (deviceId === undefined && account && !account.wasLinked) throw new InputError(`${account._id} is in no device group, and MeshCentral reports events only to members of one`, 'Add the account to a device group. Nothing was sent.');
	}

	/** The rights that this account lacks, each with the places where it does if it has it elsewhere; null where they are not known. */
	async missing(needs: readonly Need[], groups: readonly GroupRecord[], devices: readonly DeviceRecord[]): Promise<string[] | null> {
		const account = await this.sources.account();
		if (!account) return null;
		const managesAll = account.siteRights === FULL && (await this.sources.managesAll());
		const places = placesOf(groups, devices).map((place) => ({ name: place.name, rights: managesAll ? fullRights(account) : rightsIn(account, [place]) }));
		const found = new Map<string, string[]>();
		for (const need of needs) {
			const isEverywhere = need.on === 'server' || places.length === 0;
			if (isEverywhere) for (const right of lackOf(need, need.on === 'server' ? account.siteRights : 0).rights) found.set(right, []);
			else for (const { name, rights } of places) for (const right of lackOf(need, rights).rights) found.set(right, [...new Set([...(found.get(right) ?? []), name])]);
		}
		return [...found].map(([right, where]) => (where.length === 0 || where.length === places.length ? right : `${right} (in ${inWords(firstOf(where))})`)).sort();
	}

	private async lack(account: Account, need: Need, { device, group }: Subject): Promise<Lack> {
		if (need.on === 'server') return lackOf(need, account.siteRights);
		const place = device ?? group;
		if (!place) return lackOf(need, FULL);
		const meshid = device?.meshid ?? place._id;
		let rights = rightsIn(account, [place, { _id: meshid }]);
		// What was remembered may be of before somebody granted it.
		for (const anew of isInUserGroup(account) ? [false, true] : []) {
			if (rights !== undefined && isNothing(lackOf(need, rights))) break;
			rights = rightsIn(account, [place, (await this.sources.group(meshid, anew)) ?? { _id: meshid }]);
		}
		const lack = lackOf(need, rights);
		if (isNothing(lack) || account.siteRights !== FULL || !(await this.sources.managesAll())) return lack;
		return lackOf(need, fullRights(account));
	}
}

/** Of a full id: `user/<domain>/<name>`. */
const domainOf = (id: string): string | undefined => id.split('/')[1];

/** Groups, and devices that are seen without their group. */
function placesOf(groups: readonly GroupRecord[], devices: readonly DeviceRecord[]): Array<GroupRecord | DeviceRecord> {
	const known = new Set(groups.map(({ _id }) => _id));
	const alone = devices.filter(({ meshid }) => !known.has(meshid));
	return [...groups, ...alone];
}

/** In its words for somebody who sees the device or group: of one that is not known, others come. */
const SAYS_FORBIDDEN = /^(access denied|denied|permission denied)$/i;

/** It was known what the account lacks, so nothing was sent. */
export class MissingRightError extends ForbiddenError {
	override get outcome(): string {
		return `${called(this.asked)} was not sent`;
	}
}

function missingRight(account: Account, { need, lack, subject, asked }: { need: Need; lack: Lack; subject: Subject; asked: Asked }): MissingRightError {
	const { rights, limits } = lack;
	const what = rights.length > 0 ? `lacks the ${rights.length === 1 ? 'right' : 'rights'} ${inWords(rights)}` : `has the limit ${inWords(limits)}`;
	const error = new MissingRightError(`${account._id} ${what}${placeOf(subject)}`, asked, undefined, `${howToGrant(subject)} MeshCentral itself does not report this.`, true);
	return complete(error, need, limits);
}

function placeOf({ device, group }: Subject): string {
	if (device) return ` on ${device.name}`;
	return group ? ` in the device group ${group.name}` : '';
}

function howToGrant({ device, group }: Subject): string {
	const who = device ? 'for the device group or for this device' : group ? 'for the device group' : 'for the server';
	return `Grant it ${who} in MeshCentral, or use another account.`;
}

/** The server's no with its words, and what it is about. */
function forbidden({ message, asked, status, advice, nothingDone, notes }: RefusedError, { need, subject, lack }: { need: Need; subject: Subject; lack: Lack | undefined }): ForbiddenError {
	const isKnown = lack !== undefined && !isNothing(lack);
	const error = new ForbiddenError(message, asked, status, isKnown ? howToGrant(subject) : advice, nothingDone);
	error.notes.push(...notes);
	return complete(error, need, lack?.limits ?? []);
}

function complete<E extends ForbiddenError>(error: E, need: Need, limits: readonly string[]): E {
	error.areAll = true;
	if (namesOf(need).length > 0) withRights(error, namesOf(need), rightLabels);
	if (limits.length > 0) error.notes.push(`The account must not have the ${limits.length === 1 ? 'limit' : 'limits'} ${inWords(limits)}.`);
	return error;
}
