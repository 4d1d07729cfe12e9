import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import { RefusedError } from '../../../shared/errors';
import { folderList, type DeviceFiles, type Entry } from '../../files/deviceFiles';
import type { Channel } from '../channel';
import type { Received, Relay } from './relay';

const USUAL_TIMEOUT_MS = 30_000;
/** How long a transfer may stand still. */
const STANDSTILL_MS = 60_000;
/** How fast an agent surely takes a hash, in bytes per ms. */
const HASHED_PER_MS = 4_000;

/** What is sent at once, in bytes, and how much of it before the first is acknowledged (measured: 30 MB/s, with 1 MB in memory). */
const PIECE = 64_000;
const PIECES_UNDER_WAY = 16;
/** Of a download: pieces are of 16,380 bytes there (measured: 27 MB/s). */
const BLOCKS_UNDER_WAY = 16;
const HEADER = 4;
const LAST = 1;

const NO_REASON = "MeshCentral's agent gives no reason.";

const folderFrame = z.looseObject({ dir: folderList.nullable() });
const hashFrame = z.looseObject({ hash: z.string().nullable() });

type Said = Exclude<Received, Uint8Array>;

/** The files of a device over a relay, in the agent's own protocol (measured on 1.1.55; source: agents/meshcore.js). */
export class RelayFiles implements DeviceFiles {
	/** @param acts called before something is sent that changes something */
	constructor(
		private readonly relay: Relay,
		private readonly channel: Channel,
		private readonly acts: () => void,
	) {}

	async list(path: string): Promise<Entry[] | null> {
		const reqid = randomUUID();
		await this.relay.say({ action: 'ls', reqid, path });
		const said = await this.said((each) => each.reqid === reqid && 'dir' in each);
		return this.channel.shaped({ action: 'ls', ...said }, folderFrame, 'ls').dir;
	}

	async hash(path: string, bytes = 0): Promise<string | null> {
		const reqid = randomUUID();
		await this.relay.say({ action: 'uploadhash', reqid, path });
		const said = await this.said((each) => each.action === 'uploadhash' && each.reqid === reqid, STANDSTILL_MS + bytes / HASHED_PER_MS);
		return this.channel.shaped({ action: 'uploadhash', ...said }, hashFrame, 'uploadhash').hash?.toUpperCase() ?? null;
	}

	async makeFolder(path: string): Promise<void> {
		await this.act({ action: 'mkdir', path });
	}

	async rename(path: string, oldname: string, newname: string): Promise<void> {
		await this.act({ action: 'rename', path, oldname, newname });
	}

	async remove(path: string, delfiles: readonly string[]): Promise<void> {
		// Never with its content: the agent follows links then, and deletes what they lead to (measured on 1.1.55).
		await this.act({ action: 'rm', path, delfiles, rec: false });
	}

	private async act(message: object, reqid: string = randomUUID()): Promise<void> {
		this.acts();
		await this.relay.say({ ...message, reqid });
	}

	async write(path: string, name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
		const reqid = randomUUID();
		const isOf = (...actions: string[]) => (each: Said) => each.reqid === reqid && actions.includes(String(each.action));
		await this.act({ action: 'upload', path, name, size: 0 }, reqid);
		const { action } = await this.said(isOf('uploadstart', 'uploaderror'));
		if (action === 'uploaderror') throw this.refused('The device could not open the file for writing', 'upload', `The folder may be write-protected, or the agent's account may not write there. ${NO_REASON}`);
		let underWay = 0;
		const acknowledged = async () => {
			await this.said(isOf('uploadack'), STANDSTILL_MS);
			underWay--;
		};
		try {
			for await (const piece of inPieces(content)) {
				while (underWay >= PIECES_UNDER_WAY) await acknowledged();
				await this.relay.sendBytes(marked(piece));
				underWay++;
			}
			while (underWay > 0) await acknowledged();
			await this.relay.say({ action: 'uploaddone', reqid });
			await this.said(isOf('uploaddone'), STANDSTILL_MS);
		} catch (error) {
			// Deletes what there is of it.
			this.relay.leaveWord({ action: 'uploadcancel', reqid });
			throw error;
		}
	}

	async *read(path: string): AsyncGenerator<Uint8Array> {
		const id = randomUUID();
		const say = async (sub: string) => await this.relay.say({ action: 'download', sub, id, ...(sub === 'start' && { path }) });
		await say('start');
		const { sub } = await this.said((each) => each.action === 'download' && each.id === id);
		if (sub !== 'start') throw this.refused('The device could not open the file for reading', 'download', `The agent's account may not read it, or it no longer exists. ${NO_REASON}`);
		await say('startack');
		for (let ahead = 1; ahead < BLOCKS_UNDER_WAY; ahead++) await say('ack');
		let isOver = false;
		try {
			while (!isOver) {
				const block = await this.block();
				isOver = (block[HEADER - 1]! & LAST) !== 0;
				yield block.subarray(HEADER);
				if (!isOver) await say('ack');
			}
		} finally {
			if (!isOver) this.relay.leaveWord({ action: 'download', sub: 'stop', id });
		}
	}

	private async block(): Promise<Uint8Array> {
		for (;;) {
			const received = await this.relay.next(STANDSTILL_MS);
			if (received instanceof Uint8Array && received.length >= HEADER) return received;
		}
	}

	/** Whatever else comes is a late answer to something before. */
	private async said(isIt: (said: Said) => boolean, timeoutMs = USUAL_TIMEOUT_MS): Promise<Said> {
		for (;;) {
			const received = await this.relay.next(timeoutMs);
			if (!(received instanceof Uint8Array) && isIt(received)) return received;
		}
	}

	private refused(message: string, what: string, advice: string): RefusedError {
		return new RefusedError(message, this.channel.asked(what), undefined, advice);
	}
}

async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	for await (const part of content) for (let from = 0; from < part.length; from += PIECE) yield part.subarray(from, from + PIECE);
}

/** Content that begins like JSON, or like this mark, gets a zero in front, so that it is not mistaken for either. */
function marked(piece: Uint8Array): Uint8Array {
	return piece[0] === 0 || piece[0] === BRACE ? Buffer.concat([Buffer.from([0]), piece]) : piece;
}

const BRACE = 0x7b;
