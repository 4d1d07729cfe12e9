/** `devicesharing`: links by which somebody without an account gets to a device. */
import { inspect } from 'node:util';
import type { Share } from '../world/types';
import { mayShare } from '../world/rights';
import type { Device, World } from '../world/world';
import type { Value } from './arguments';
import { Failed, findDevice, isGiven, isText, textOf, type Call, type Commands } from './command';

const protocols: Record<string, number> = { terminal: 1, desktop: 2, files: 4, http: 8, https: 16 };
/** Consent bits, by the word and then by the bit of the protocol. */
const consents: Record<string, Record<number, number>> = {
	none: {},
	notify: { 1: 2, 2: 1, 4: 4 },
	prompt: { 1: 16, 2: 8, 4: 32 },
	bar: { 2: 64 },
};

function protocolBits(type: Value | undefined): number {
	if (type === undefined) return protocols.desktop ?? 0;
	const names = textOf(type, 'args.type.toLowerCase').toLowerCase().split(',');
	const unknown = names.find((name) => !(name in protocols));
	if (unknown !== undefined) throw new Failed(`Unknown sharing type: ${unknown}`);
	return names.reduce((bits, name) => bits | (protocols[name] ?? 0), 0);
}

const bitsFor = (p: number, word: string) => Object.entries(consents[word] ?? {}).reduce((bits, [bit, flag]) => (p & Number(bit) ? bits | flag : bits), 0);

function consentBits(consent: Value | undefined, p: number): number {
	// Unless something is requested, the last of the protocol's kinds decides.
	if (consent === undefined) return [1, 2, 4].reduce((bits, bit) => (p & bit ? (consents.notify?.[bit] ?? 0) : bits), 0);
	if (typeof consent !== 'string') return 0;
	let bits = 0;
	for (const word of consent.toLowerCase().split(',')) {
		if (!(word in consents)) throw new Failed('Unknown consent type.');
		bits = word === 'none' ? 0 : bits | bitsFor(p, word);
	}
	return bits;
}

function portOf(port: Value | undefined, p: number): number | null {
	if ((p & 24) === 0) return null;
	if (typeof port !== 'number') return p & 8 ? 80 : 443;
	if (port < 1 || port > 65_535) throw new Failed('Port number must be between 1 and 65535.');
	return port;
}

/** In seconds; NaN where a text was no date. */
interface Time {
	start?: number;
	end?: number;
	recurring?: 1 | 2;
	/** In minutes; of a recurring share. */
	duration?: number;
}

const seconds = (value: Value) => Math.floor(Date.parse(String(value)) / 1_000);

function timeOf({ start: from, end: to, duration, daily, weekly }: Record<string, Value>): Time {
	const now = Math.floor(Date.now() / 1_000);
	const start = isGiven(from) ? seconds(from ?? '') : undefined;
	const time: Time = { start, end: start === undefined ? undefined : start + 3_600 };
	if (isGiven(to)) {
		time.start ??= now;
		time.end = seconds(to ?? '');
		if (time.end <= time.start) throw new Failed('End time must be ahead of start time.');
	}
	if (isGiven(duration)) {
		time.start ??= now;
		time.end = time.start + Number.parseInt(String(Number(duration) * 60), 10);
	}
	if (!isGiven(daily) && !isGiven(weekly)) return time;
	if (to !== undefined) throw new Failed('End time can\'t be specified for recurring shares, use --duration only.');
	const minutes = duration === undefined ? 60 : Number.parseInt(String(duration), 10);
	if (minutes < 1) throw new Failed('Invalid duration value.');
	return { start: time.start ?? now, recurring: isGiven(daily) ? 1 : 2, duration: minutes };
}

function addShare(call: Call, device: Device | undefined): string {
	const { args, world } = call;
	const p = protocolBits(args.type);
	const consent = consentBits(args.consent, p);
	const port = portOf(args.port, p);
	const { start, end, recurring, duration } = timeOf(args);
	// An id that looks like a number ends the whole server.
	if (typeof args.id !== 'string') {
		world.crash();
		return '';
	}
	if (!isText(args.add, 1, 128)) return 'Invalid guest name';
	const isLimited = start !== undefined;
	if (isLimited && recurring === undefined && !(end !== undefined && start <= end)) return 'No time specified';
	if (recurring !== undefined && Number.isNaN(duration)) return 'Invalid recurring command';
	if (!device) return 'Invalid node id';
	if (!mayShare(world, device)) return 'Access denied';
	const share: Share = { p, publicid: world.newId(12), userid: world.me._id, guestName: args.add, consent, port, url: world.sharingLink() };
	if (isLimited) share.startTime = start * 1_000;
	if (recurring !== undefined) Object.assign(share, { duration, recurring });
	else if (isLimited) share.expireTime = (end ?? 0) * 1_000;
	if (isGiven(args.viewonly)) share.viewOnly = true;
	device.shares.push(share);
	logShare(world, device, share);
	return `ID: ${share.publicid}\nURL: ${share.url}`;
}

function logShare(world: World, { node, meshid }: Device, { guestName, startTime, expireTime }: Share): void {
	const limited = { msg: `Added device share: ${guestName}.`, msgid: 101, msgArgs: [guestName, `DATETIME:${startTime}`, `DATETIME:${expireTime}`] };
	const unlimited = { msg: `Added device share ${guestName} with unlimited time.`, msgid: 131, msgArgs: [guestName] };
	world.log({ etype: 'node', meshid, nodeid: node._id, action: 'addedDeviceShare', ...(startTime === undefined ? unlimited : limited) });
}

/** What is printed does not tell whether anything was removed. */
function removeShare({ args, world }: Call, device: Device): string {
	if (!isText(args.remove, 1, 128)) return 'Invalid public id';
	const at = device.shares.findIndex(({ publicid }) => publicid === args.remove);
	const [removed] = at < 0 ? [] : device.shares.splice(at, 1);
	if (removed) {
		const { guestName, publicid } = removed;
		const msg = 'Removed Device Share';
		world.log({ etype: 'node', nodeid: device.node._id, action: 'removedDeviceShare', msg, msgid: 102, msgArgs: [guestName], publicid });
	}
	return 'undefined';
}

/** Not JSON, whatever is requested. */
function listShares(device: Device): string {
	const now = Date.now();
	device.shares = device.shares.filter(({ expireTime }) => expireTime === undefined || expireTime >= now);
	return device.shares.length === 0 ? 'No device sharing links for this device.' : inspect(device.shares);
}

function share(call: Call): string {
	const { args, world } = call;
	if (args.daily !== undefined && args.weekly !== undefined) return 'Can\'t specify both --daily and --weekly at the same time.';
	const device = isText(args.id, 8, 128) ? findDevice(world, args.id) : undefined;
	if (isGiven(args.add)) return addShare(call, device);
	if (!device) return 'Invalid node id';
	if (!mayShare(world, device)) return 'Access denied';
	return isGiven(args.remove) ? removeShare(call, device) : listShares(device);
}

export const sharingCommands: Commands = {
	devicesharing: { needs: [['id', 'Missing device id, use --id \'[deviceid]\'']], run: share },
};
