import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import type { Asked } from '../../../shared/errors';
import type { DeviceRecord } from '../../schemas';
import type { Channel } from '../channel';
import type { ControlConnection } from '../connection';
import { cookiesFrame } from '../frames';
import { openLink } from '../link';
import { Relay } from './relay';

/** The agent is there 15 to 40 ms after it was asked (measured); agents may be behind slow lines. */
const BEGINS_WITHIN_MS = 10_000;

/** As the server numbers what a relay is for. */
const FILES = 5;

const GONE = 'The device may have gone offline a moment ago. Nothing was done.';

interface Opening {
	channel: Channel;
	connection: ControlConnection;
	device: DeviceRecord;
	signal?: AbortSignal;
}

/**
 * Opens a connection to the files of a device: one end by us, the other by its agent at the server's request (measured on 1.1.55). Where
 * the person at the device has to be asked, it waits for the answer.
 * @throws RefusedError where the server does not pass it on, or the person does not agree; UnreachableError
 */
export async function openRelay({ channel, connection, device, signal }: Opening): Promise<Relay> {
	const { cookie, rcookie } = await channel.ask({ action: 'authcookie', effect: 'read', answer: cookiesFrame, unnamed: {} });
	const id = randomBytes(6).toString('hex');
	const asked: Asked = { method: 'meshrelay', path: `over ${addressOf(connection)}` };
	const link = await openLink(relayConnection(connection, device, { id, cookie }), asked);
	const relay = new Relay(link, { deviceName: device.name, asked, signal });
	try {
		await bothEnds(channel, device, relay, { id, value: tunnelValue(connection, device, { id, rcookie }) });
		await relay.say(String(FILES));
		await answered(relay);
		return relay;
	} catch (error) {
		relay.close();
		throw error;
	}
}

/** First comes the server's yes, and where a right is missing or the agent is gone, its no within 5 ms. */
async function bothEnds(channel: Channel, { _id: nodeid }: DeviceRecord, relay: Relay, { id, value }: { id: string; value: string }): Promise<void> {
	const responseid = randomUUID();
	const frame = { action: 'msg', type: 'tunnel', nodeid, usage: FILES, value, responseid, tag: id };
	const begun = relay.begun(BEGINS_WITHIN_MS);
	// Nobody may be left to hear of it.
	begun.catch(() => {});
	await channel.exchange({
		frame,
		effect: 'read',
		timeoutMs: 2 * BEGINS_WITHIN_MS,
		answer: (received) => {
			if (received.responseid !== responseid) return undefined;
			if (received.result === 'OK') return undefined;
			throw channel.refused(String(received.result), 'msg', GONE);
		},
		orElse: begun.then(() => undefined),
	});
}

/** A question for a folder that is not there, of which nothing is read: what the agent says of the person at the device comes before its answer. */
async function answered(relay: Relay): Promise<void> {
	const reqid = randomUUID();
	await relay.say({ action: 'ls', reqid, path: `/${reqid}` });
	for (;;) {
		const said = await relay.next(BEGINS_WITHIN_MS);
		if (z.looseObject({ reqid: z.literal(reqid) }).safeParse(said).success) return;
	}
}

function relayConnection(connection: ControlConnection, { _id }: DeviceRecord, { id, cookie }: { id: string; cookie: string }): ControlConnection {
	const query = `browser=1&p=${FILES}&nodeid=${encodeURIComponent(_id)}&id=${id}&auth=${encodeURIComponent(cookie)}`;
	// The cookie stands for the sign-in, which a two-factor code would not be good for again; what a gateway asks for stays.
	const headers = Object.fromEntries(Object.entries(connection.headers).filter(([name]) => name.toLowerCase() !== 'x-meshauth'));
	return { ...connection, url: `${addressOf(connection)}?${query}`, headers, secrets: [...connection.secrets, cookie] };
}

/** The agent puts its own address of the server instead of the asterisk. */
function tunnelValue({ url, through }: ControlConnection, { _id }: DeviceRecord, { id, rcookie }: { id: string; rcookie: string }): string {
	const path = through === 'wrapper' ? '/' : new URL(url).pathname.replace(/control\.ashx$/, '');
	return `*${path}meshrelay.ashx?p=${FILES}&nodeid=${_id}&id=${id}&rauth=${rcookie}`;
}

function addressOf({ url }: ControlConnection): string {
	return url.replace(/control\.ashx$/, 'meshrelay.ashx');
}
