import * as z from 'zod/v4';
import { isRecord } from '../shared/isRecord';
import { recordOf } from '../shared/http/record';
import { mapOf } from '../shared/http/rows';
import type { RightLabels } from '../shared/rights';
import type { ShareType } from './client';

/**
 * MeshCentral's rights: their names, what each action needs, and what follows from the links of an account. Measured on 1.1.55 with one
 * user for each right.
 */

/** In a device group or on a device, with the server's bit for each. "No ...", "Limited ..." and "... Only" take something away. */
const BITS = {
	'Edit Group': 1,
	'Manage Users': 2,
	'Manage Devices': 4,
	'Remote Control': 8,
	'Agent Console': 16,
	'Server Files': 32,
	Wake: 64,
	'Set Notes': 128,
	'Desktop View Only': 256,
	'No Terminal': 512,
	'No Files': 1024,
	'No AMT': 2048,
	'Limited Input': 4096,
	'Limited Events': 8192,
	'Chat and Notify': 16_384,
	Uninstall: 32_768,
	'No Desktop': 65_536,
	'Remote Command': 131_072,
	'Reset and Off': 262_144,
	'Guest Sharing': 524_288,
	'Device Details': 1_048_576,
	Relay: 2_097_152,
	// Of the server as a whole.
	'Manage Users (Server)': 2,
	'No New Groups (Server)': 64,
	'User Groups (Server)': 256,
} as const;

export type Right = keyof typeof BITS;

/** Those that are given in a device group or on a device. */
export type PlaceRight = Exclude<Right, `${string} (Server)`>;
/** In the order of their bits. */
export const PLACE_RIGHTS = (Object.keys(BITS) as Right[]).filter((right): right is PlaceRight => !right.endsWith('(Server)'));
/** The server gives these in a whole group only, and so nobody everything on a single device (measured). */
export const GROUP_ONLY: readonly PlaceRight[] = ['Edit Group', 'Manage Users', 'Manage Devices'];

/** The number that stands for these rights. */
export function numberOf(rights: readonly PlaceRight[]): number {
	return rights.reduce((sum, right) => sum | BITS[right], 0) >>> 0;
}

/** The rights that a number stands for; of everything, that alone. */
export function rightsOf(number: number): string[] {
	return number === FULL ? [FULL_NAME] : PLACE_RIGHTS.filter((right) => (number & BITS[right]) !== 0);
}

/** How the web page of MeshCentral calls those that it has other words for, where somebody grants them. */
export const rightLabels: RightLabels = {
	'Edit Group': 'Edit Device Group',
	'Manage Users': 'Manage Device Group Users',
	'Manage Devices': 'Manage Device Group Computers',
	'Agent Console': 'Mesh Agent Console',
	Wake: 'Wake Devices',
	'Set Notes': 'Edit Device Notes',
	'Desktop View Only': 'Remote View Only',
	Uninstall: 'Uninstall Agent / Delete Device',
	'Remote Command': 'Remote Commands',
	'Reset and Off': 'Reset / Power Off',
	'Limited Input': 'Limited Input Only',
	'Limited Events': 'Show Only Own Events',
} satisfies Partial<Record<Right, string>>;

/** Everything: in a group, on a device, or on the server. */
export const FULL = 0xffffffff;
export const FULL_NAME = 'Full Administrator';

/** What an action needs. */
export interface Need {
	/** Where the account needs it. */
	on: 'device' | 'group' | 'server';
	/** All of these. */
	all?: readonly Right[];
	/** One of these. */
	oneOf?: readonly Right[];
	/** None of these, which take something away. */
	none?: readonly Right[];
	/** Nothing less than everything. */
	full?: true;
}

const CONTROL = ['Remote Control', 'Desktop View Only'] as const;

/** By what is done. */
export const NEEDS = {
	runCommand: { on: 'device', all: ['Remote Command'] },
	agentConsole: { on: 'device', all: ['Remote Control', 'Agent Console'] },
	power: { on: 'device', all: ['Reset and Off'] },
	wake: { on: 'device', all: ['Wake'] },
	toast: { on: 'device', all: ['Chat and Notify'] },
	dialog: { on: 'device', oneOf: CONTROL },
	processes: { on: 'device', oneOf: CONTROL },
	openUrl: { on: 'device', oneOf: CONTROL },
	services: { on: 'device', oneOf: CONTROL },
	setNotes: { on: 'device', all: ['Set Notes'] },
	uninstallAgent: { on: 'device', all: ['Uninstall'] },
	addLocalDevice: { on: 'group', all: ['Manage Devices'] },
	files: { on: 'device', all: ['Remote Control'], none: ['No Files'] },
	updateDevice: { on: 'device', all: ['Manage Devices'] },
	// Measured: Manage Devices is looked for in the target alone.
	moveFrom: { on: 'device', all: ['Edit Group'] },
	moveTo: { on: 'group', all: ['Edit Group', 'Manage Devices'] },
	deleteDevice: { on: 'device', all: ['Uninstall'] },
	details: { on: 'device', all: ['Device Details'] },
	shares: { on: 'device', all: ['Remote Control', 'Guest Sharing'], none: ['Limited Input'] },
	updateGroup: { on: 'group', all: ['Edit Group'] },
	deleteGroup: { on: 'group', full: true },
	manageMembers: { on: 'group', all: ['Manage Users'] },
	createGroup: { on: 'server', none: ['No New Groups (Server)'] },
	users: { on: 'server', all: ['Manage Users (Server)'] },
	userGroups: { on: 'server', all: ['User Groups (Server)'] },
} as const satisfies Record<string, Need>;

/** Something that a user does and that needs rights. */
export type Deed = keyof typeof NEEDS;

/** What the node's own operations need. */
export const OF_OPERATIONS: readonly Need[] = Object.values(NEEDS);

/** The rights that an action needs, in words: all of them. */
export function namesOf({ all = [], oneOf = [], full }: Need): string[] {
	return [...(full ? [FULL_NAME] : []), ...all, ...(oneOf.length > 0 ? [oneOf.join(' or ')] : [])];
}

/** What keeps an account from an action, in words. */
export interface Lack {
	/** Rights that it does not have. */
	rights: string[];
	/** Limits that are set for it. */
	limits: string[];
}

const NOTHING: Lack = { rights: [], limits: [] };

/** @param rights undefined where they are not known: then nothing is known to be missing */
export function lackOf({ on, all = [], oneOf = [], none = [], full }: Need, rights: number | undefined): Lack {
	if (rights === undefined || rights === FULL) return NOTHING;
	const has = (right: Right) => (rights & BITS[right]) !== 0;
	const missing = { on, all: all.filter((right) => !has(right)), oneOf: oneOf.some(has) ? [] : oneOf, ...(full && { full }) };
	return { rights: namesOf(missing), limits: none.filter(has) };
}

export function isNothing({ rights, limits }: Lack): boolean {
	return rights.length + limits.length === 0;
}

/** What a link to a device of these types needs: each has a limit of its own. */
export function needToShare(types: readonly ShareType[]): Need {
	return { ...NEEDS.shares, none: [...NEEDS.shares.none, ...types.map((type) => LIMITS_OF_SHARES[type])] };
}

const LIMITS_OF_SHARES: Readonly<Record<ShareType, Right>> = { terminal: 'No Terminal', desktop: 'No Desktop', files: 'No Files' };

/** The rights that an operation needs which does all of this, for its declaration. */
export function rightsFor(...deeds: readonly Deed[]): readonly string[] {
	return [...new Set(deeds.flatMap((deed) => namesOf(NEEDS[deed])))];
}

/** What somebody is linked to, by its id, with the rights there. */
export type Links = Readonly<Record<string, number>>;

/** By the IDs of what is linked; one that cannot be read gives no right. */
export const linkMap = mapOf(recordOf({ rights: z.number() }));

/** The links in what the server says of a user, a group or a device. */
export function linksOf(record: object): Links {
	const { data = {} } = linkMap.safeParse((record as { links?: unknown }).links ?? {});
	return Object.fromEntries(Object.entries(data).map(([id, { rights }]) => [id, rights]));
}

/** Whom and what a record is linked to, also where the rights there cannot be read. */
export function linkedTo(record: object): string[] {
	const { links } = record as { links?: unknown };
	return isRecord(links) ? Object.keys(links) : [];
}

/** Who we are at a server. */
export interface Account {
	/** `user/<domain>/<name>`. */
	_id: string;
	/** Rights on the server as a whole. */
	siteRights: number;
	links: Links;
	/** It was in a group or user group, or had rights on a device, at some time: the server reports no events to others, and says nothing of it. */
	wasLinked: boolean;
	/** What is taken away from this account, whatever else it has; undefined where nothing ever was. */
	removed?: number;
}

const userRecord = z.looseObject({ _id: z.string(), siteadmin: z.number().nullish(), removeRights: z.number().nullish(), links: z.unknown() });

/** The account in what the server says of it; undefined for what cannot be read as one. */
export function accountOf(userinfo: unknown): Account | undefined {
	const { data } = userRecord.safeParse(userinfo);
	if (!data) return undefined;
	const { _id, siteadmin, removeRights } = data;
	return { _id, siteRights: siteadmin ?? 0, links: linksOf(data), wasLinked: data.links !== undefined && data.links !== null, ...(typeof removeRights === 'number' && { removed: removeRights }) };
}

const isUserGroup = (id: string): boolean => id.startsWith('ugrp/');

/** Whether its rights may come through a user group, so that they stand in the links of devices and groups, and not in its own. */
export function isInUserGroup({ links }: Account): boolean {
	return Object.keys(links).some(isUserGroup);
}

/** A group or a device, as far as rights there are concerned: anyone who is linked to it stands in its `links`. */
export interface Place {
	_id: string;
}

/**
 * What the account may do in all of these places together: on a device, in its group. Its own links count, and those of its user groups.
 * @returns undefined where no link leads there
 */
export function rightsIn({ links, removed }: Account, places: readonly Place[]): number | undefined {
	const groups = Object.keys(links).filter(isUserGroup);
	const found = places.flatMap((place) => {
		const there = linksOf(place);
		return [links[place._id], ...groups.map((group) => there[group])];
	});
	const given = found.filter((rights) => rights !== undefined);
	if (given.length === 0) return undefined;
	return withoutRemoved(given.includes(FULL) ? FULL : given.reduce((all, rights) => all | rights, 0), removed);
}

const bitsOf = (...rights: Right[]): number => rights.reduce((all, right) => all | BITS[right], 0);
/** What can be taken away from an account: rights of these, and these limits are added. */
const TAKEN = bitsOf('Remote Control', 'Agent Console', 'Uninstall', 'Remote Command', 'Wake', 'Reset and Off');
const ADDED = bitsOf('Desktop View Only', 'No Terminal', 'No Files', 'No Desktop');
/** What full rights are for an account from which something can be taken away (as in the server's source). */
const FULL_IN_PARTS = bitsOf(
	'Edit Group', 'Manage Users', 'Manage Devices', 'Remote Control', 'Server Files', 'Wake', 'Set Notes', 'Chat and Notify', 'Uninstall', 'Remote Command',
	'Reset and Off', 'Guest Sharing', 'Device Details',
);

function withoutRemoved(rights: number, removed: number | undefined): number {
	if (removed === undefined) return rights;
	const parts = rights === FULL ? FULL_IN_PARTS : rights;
	return (parts | (removed & ADDED)) & ~(removed & TAKEN);
}

/** The rights of everything in a group, less what is taken away from the account. */
export function fullRights({ removed }: Account): number {
	return withoutRemoved(FULL, removed);
}
