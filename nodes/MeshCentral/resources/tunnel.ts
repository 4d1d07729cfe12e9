import { InputError, RequestError } from '../../shared/errors';
import { choice, choices, dateTime, flag, limited, paging, simplify, text, when, wholeNumber } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { CreatedShare, MeshCentralClient, NewShare, ShareType } from '../client';
import { deviceLocator, shareLocator } from '../locator';
import { operation } from '../operation';
import { rightsFor } from '../rights';
import type { DeviceRecord, ShareRecord } from '../schemas';
import { isoTime } from './times';

/** A year: for longer there is the time window. */
const MOST_MINUTES = 525_600;

const TYPE_BITS: ReadonlyArray<[ShareType | 'http' | 'https', number]> = [
	['terminal', 1],
	['desktop', 2],
	['files', 4],
	['http', 8],
	['https', 16],
];

const bitsOf = (types: readonly ShareType[]) => TYPE_BITS.reduce((bits, [type, bit]) => (types.some((each) => each === type) ? bits | bit : bits), 0);

function toTunnel(share: ShareRecord, device: DeviceRecord) {
	return {
		deviceName: device.name,
		url: share.url ?? null,
		types: TYPE_BITS.filter(([, bit]) => ((share.p ?? 0) & bit) !== 0).map(([type]) => type),
		guestName: share.guestName ?? null,
		startsAt: isoTime(share.startTime),
		expiresAt: isoTime(share.expireTime),
		...recurrence(share),
		viewOnly: share.viewOnly === true,
		id: share.publicid,
		deviceId: device._id,
	};
}

/** As the server numbers them. */
const RECURRING: Readonly<Record<number, string>> = { 1: 'daily', 2: 'weekly' };

/** A link that opens every day or week has no end, but minutes from the time of day at which it starts; any other lasts from its start to its end. */
function recurrence({ recurring, duration, startTime, expireTime }: ShareRecord) {
	const lasts = typeof startTime === 'number' && typeof expireTime === 'number' ? Math.round((expireTime - startTime) / 60_000) : null;
	return { recurring: RECURRING[Number(recurring)] ?? null, durationMinutes: typeof duration === 'number' ? duration : lasts };
}

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create share link',
	description: 'Create a link that opens a terminal, the desktop or the files of a device in any browser',
	effect: 'once',
	rights: rightsFor('shares'),
	notice: 'Anyone with the link has access without a password until it expires or is deleted.',
	fields: {
		deviceId: deviceLocator,
		type: choices({
			displayName: 'Type',
			default: ['terminal'],
			options: [
				{ name: 'Desktop', value: 'desktop' },
				{ name: 'Files', value: 'files' },
				{ name: 'Terminal', value: 'terminal' },
			],
		}),
		guestName: text({ displayName: 'Guest Name', default: 'n8n', longest: 128, description: "The guest's name in MeshCentral" }),
		validFor: choice({
			displayName: 'Valid For',
			default: 'duration',
			options: [
				{ name: 'Number of Minutes', value: 'duration', description: 'Starting now' },
				{ name: 'Time Window', value: 'window', description: 'From one time to another' },
				{ name: 'Unlimited', value: 'unlimited', description: 'Until it is deleted' },
			],
		}),
		minutes: when({ validFor: ['duration'] }, wholeNumber({ displayName: 'Minutes', default: 60, min: 1, max: MOST_MINUTES })),
		from: when({ validFor: ['window'] }, dateTime({ displayName: 'From', description: 'When the link starts to work' })),
		to: when({ validFor: ['window'] }, dateTime({ displayName: 'To', description: 'When the link ends' })),
		consent: choice({
			displayName: 'Consent',
			default: 'notify',
			options: [
				{ name: 'Ask', value: 'prompt', description: 'The person at the device must agree first' },
				{ name: 'None', value: 'none', description: "Nothing is shown, unless the device's settings require it" },
				{ name: 'Notify', value: 'notify', description: 'The person at the device sees a notice' },
			],
		}),
		viewOnly: when(
			{ type: ['desktop'] },
			flag({ displayName: 'View Only', default: false, description: 'Whether the guest can only watch the desktop. Only for links to the desktop alone.' }),
		),
	},
	run: async ({ client, fields }) => {
		const { type: types, guestName, consent, viewOnly = false } = fields;
		if (viewOnly && types.some((type) => type !== 'desktop')) {
			throw new InputError(
				"'View Only' applies to the desktop alone",
				'The guest would still have access to the terminal or files. Create a separate link for them. Nothing was sent.',
			);
		}
		const validFor = validity(fields, client.serverNow());
		const device = await client.device(fields.deviceId);
		const created = await client.createShare(device._id, { types, guestName, validFor, viewOnly, ...(consent !== 'none' && { consent }) });
		const timesAreTold = validFor === 'unlimited' || created.expireTime !== undefined;
		const share = timesAreTold ? { ...created, p: bitsOf(types), guestName, viewOnly: created.viewOnly ?? viewOnly } : await readBack(client, device, created);
		return toTunnel(share, device);
	},
});

function validity(
	{ validFor, minutes, from, to }: { validFor: 'duration' | 'window' | 'unlimited'; minutes?: number; from?: Date; to?: Date },
	now: Date,
): NewShare['validFor'] {
	if (validFor === 'unlimited') return 'unlimited';
	if (validFor === 'duration') return { minutes: minutes! };
	if (!from || !to) {
		throw new InputError(
			`'${from ? 'To' : 'From'}' must not be empty`,
			"A time window needs both times. For a link that works immediately, choose 'Number of Minutes'. Nothing was sent.",
		);
	}
	if (to <= from) throw new InputError("'To' must be later than 'From'", 'Nothing was sent.');
	if (to <= now) throw new InputError(`The time window has already ended: ${to.toISOString()}`, 'Nothing was sent.');
	return { from, to };
}

/** The server may allow less time than was requested: where the answer does not say, the link is looked up. */
async function readBack(client: MeshCentralClient, device: DeviceRecord, { publicid, url }: CreatedShare): Promise<ShareRecord> {
	try {
		const share = (await client.shares(device._id)).find((each) => each.publicid === publicid);
		if (share) return { ...share, url };
	} catch (error) {
		if (error instanceof RequestError) error.notes.push(`The link ${publicid} was created; only reading it back failed. Delete it if you do not need it.`);
		throw error;
	}
	throw new InputError(`The link ${publicid} was created, but is not among the links of ${device.name}`, 'Somebody may have deleted it immediately.');
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many share links',
	description: 'Retrieve the links that open sessions of a device, with their addresses',
	effect: 'read',
	rights: rightsFor('shares'),
	fields: { deviceId: deviceLocator, ...paging, simplify },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const shares = limited(await client.shares(device._id), fields);
		return shares.map((share) => (fields.simplify ? toTunnel(share, device) : share));
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete share link',
	description: 'Delete a share link; it stops working immediately',
	effect: 'once',
	notice: `The link stops working immediately. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('shares'),
	fields: {
		deviceId: deviceLocator,
		tunnelId: shareLocator,
	},
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		await client.deleteShare(device._id, fields.tunnelId);
		return { deleted: true, deviceName: device.name, id: fields.tunnelId, deviceId: device._id };
	},
});

export const tunnel: Resource<MeshCentralClient> = { name: 'Share Link', value: 'tunnel', operations: [create, getAll, remove] };
