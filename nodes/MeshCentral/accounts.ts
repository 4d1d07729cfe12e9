import { BadAnswerError, InputError, type Asked } from '../shared/errors';
import { inWords } from '../shared/text';
import { lastPart } from './device';
import { FULL, GROUP_ONLY, linkedTo, linksOf, numberOf, rightsOf, type PlaceRight } from './rights';
import type { GroupChanges } from './client';
import type { DeviceRecord, GroupRecord, UserGroupRecord, UserRecord } from './schemas';

/** Accounts, user groups, and who may do what: what is worked out before it is sent, whichever way it goes. */

/** A new account. */
export interface NewUser {
	/** As it signs in; the server keeps its ID in small letters. */
	name: string;
	/** Absent: a random one, which nobody learns. */
	password?: string;
	email?: string;
	emailVerified?: boolean;
	realName?: string;
	/** It has to choose another password at its first sign-in. */
	mustChangePassword?: boolean;
}

/** What is changed of an account; what is not there stays as it is. */
export interface UserChanges {
	/** '' clears it. */
	email?: string;
	emailVerified?: boolean;
	/** '' clears it. */
	realName?: string;
	/** Instead of all rights on the server. */
	siteRights?: number;
}

/** What a server does for those who manage accounts, whichever way it is reached. What is written is read back. */
export interface Accounts {
	/** The ID of the account that this acts as; undefined where the server did not say. */
	me(): Promise<string | undefined>;
	/** @returns the account as it is stored */
	createUser(user: NewUser): Promise<UserRecord>;
	/** @returns the account as it is stored then @throws BadAnswerError where something was not stored */
	updateUser(id: string, changes: UserChanges): Promise<UserRecord>;
	deleteUser(id: string): Promise<void>;

	userGroups(): Promise<UserGroupRecord[]>;
	createUserGroup(name: string, desc: string): Promise<UserGroupRecord>;
	/** @returns the user group as it is stored then @throws BadAnswerError where something was not stored */
	updateUserGroup(id: string, changes: GroupChanges): Promise<UserGroupRecord>;
	deleteUserGroup(id: string): Promise<void>;
	/** Puts a user into a user group, or takes it out. */
	setMember(groupId: string, userId: string, isMember: boolean): Promise<void>;
	/**
	 * Writes the rights of a user or user group in a device group or on a device, instead of those that are there.
	 * @param rights null takes it out of there
	 */
	setRights(place: RightsPlace, who: string, rights: number | null): Promise<void>;

	/** Shows a text to those who have MeshCentral's web page open. @param userId only to this one */
	broadcast(text: string, userId?: string): Promise<void>;
	/** What the server has counted. Entries have `group`: the user, or what they are about. */
	report(order: ReportOrder): Promise<object[]>;
}

export type ReportType = 'sessions' | 'traffic' | 'logins' | 'db';

export interface ReportOrder {
	type: ReportType;
	from: Date;
	to: Date;
}

/** A device group or a device, as far as who may do what there is concerned. */
export type RightsPlace = { group: GroupRecord } | { device: DeviceRecord };

/** How somebody's rights change. */
export type RightsChange = { add: readonly PlaceRight[] } | { take: readonly PlaceRight[] } | { replace: readonly PlaceRight[] | 'everything' };

const NOTHING_SENT = 'Nothing was sent.';
/** The server's bit for an account that is locked. */
const LOCKED = 32;

export const isLocked = ({ siteadmin }: Pick<UserRecord, 'siteadmin'>): boolean => siteadmin !== FULL && ((siteadmin ?? 0) & LOCKED) !== 0;

/**
 * The rights on the server with the lock set or taken away, and all others as they are.
 * @throws InputError for an account of which the server would not keep it
 */
export function withLock({ _id, siteadmin }: UserRecord, locked: boolean, me: string | undefined): number {
	if (siteadmin === null) throw new InputError(`The rights of ${_id} could not be read, so those to keep are not known`, NOTHING_SENT);
	if (_id === me) throw new InputError(`${_id} is the account of this credential, and cannot ${locked ? 'lock' : 'unlock'} itself`, `MeshCentral answers "ok" to this and does nothing. ${NOTHING_SENT}`);
	if (siteadmin === FULL) throw new InputError(`${_id} is a full administrator, which MeshCentral never treats as locked`, `Remove its rights on the server first, under 'My Server' > 'Accounts'. ${NOTHING_SENT}`);
	const rights = siteadmin ?? 0;
	return (locked ? rights | LOCKED : rights & ~LOCKED) >>> 0;
}

/**
 * The whole of somebody's rights as they shall be: the server replaces them (measured), so those that nobody asked about are kept.
 * @param now undefined where there are none
 * @throws InputError for a change that cannot be kept to what was requested
 */
export function changedRights(now: number | undefined, change: RightsChange, who: string): number {
	if ('replace' in change) return change.replace === 'everything' ? FULL : numberOf(change.replace);
	const rights = now ?? 0;
	if (!Number.isInteger(rights) || rights < 0 || rights > FULL) {
		throw new InputError(`The rights of ${who} are stored as ${rights}, which MeshCentral does not interpret as stored`, `Grant all the rights it should have, with 'Replace'. ${NOTHING_SENT}`);
	}
	if ('add' in change) return (rights | numberOf(change.add)) >>> 0;
	if (rights === FULL && change.take.length > 0) {
		throw new InputError(`${who} is a full administrator, from whom MeshCentral cannot remove single rights`, `Grant the rights to keep, with 'Grant' and 'Replace', or revoke all. ${NOTHING_SENT}`);
	}
	return (rights & ~numberOf(change.take)) >>> 0;
}

/** @throws InputError for rights that the server gives in a whole group only */
export function requireOnDevice(rights: readonly PlaceRight[] | 'everything'): void {
	const wrong = rights === 'everything' ? ['Full Administrator'] : rights.filter((right) => GROUP_ONLY.includes(right));
	if (wrong.length > 0) throw new InputError(`MeshCentral grants ${inWords(wrong)} only for a device group, not for a single device`, `Choose the device group, or other rights. ${NOTHING_SENT}`);
}

/** @throws InputError for one's own account, of which the server changes nothing, or everything */
export function requireSomebodyElse(who: string, me: string | undefined, what: string): void {
	if (who === me) throw new InputError(`${who} is the account of this credential, and cannot change its own ${what}`, `Use another account, or MeshCentral's web page. ${NOTHING_SENT}`);
}

/** @throws InputError where nobody would be left who can manage the group */
export function requireAnAdministratorLeft(group: GroupRecord, who: string, rights: number | null): void {
	const links = linksOf(group);
	if (links[who] !== FULL || rights === FULL) return;
	if (Object.entries(links).some(([id, each]) => id !== who && each === FULL)) return;
	throw new InputError(`${who} is the only full administrator of the device group ${group.name}`, `Nobody could manage it any more. Make another user its administrator first. ${NOTHING_SENT}`);
}

/** @throws InputError for somebody who is there with rights that cannot be read: those to keep are not known, nor whether nothing is to be done */
export function requireReadable(place: { name: string }, who: string): void {
	if (!linkedTo(place).includes(who) || linksOf(place)[who] !== undefined) return;
	throw new InputError(`The rights of ${who} on ${place.name} could not be read, so those to keep are not known`, `Correct them on MeshCentral's web page. ${NOTHING_SENT}`);
}

/** @throws BadAnswerError where the server said yes and stored something else */
export function requireRights(place: object, name: string, { who, rights, asked }: { who: string; rights: number | null; asked: Asked }): void {
	const stored = linksOf(place)[who];
	if (stored === (rights ?? undefined)) return;
	const is = stored === undefined ? 'no rights' : rightsOf(stored).join(', ') || 'no rights';
	throw new BadAnswerError(`MeshCentral accepted the rights of ${who} on ${name} but did not store them: they are ${is}`, asked, undefined, 'It also answers "ok" for users that it does not know; or somebody changed them at the same time.');
}

/** How somebody is called in the links of a group or device; the last part of the ID otherwise. */
export function nameInLinks(place: object, id: string): string {
	const link = ((place as { links?: Readonly<Record<string, unknown>> }).links ?? {})[id] as { name?: unknown } | undefined;
	return typeof link?.name === 'string' && link.name ? link.name : lastPart(id);
}
