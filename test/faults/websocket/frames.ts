/** Frames of the WebSocket protocol (RFC 6455, section 5), as far as a proxy has to understand them. */

export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;

/** A frame off the wire. */
export interface WireFrame {
	/** The last of a message. */
	final: boolean;
	/** 0 where it continues with the message before it. */
	opcode: number;
	/** Unmasked. */
	payload: Buffer;
}

/** Reads frames out of bytes that come in pieces of any size. */
export class FrameReader {
	private bytes: Buffer = Buffer.alloc(0);

	/** @returns the frames that are complete now */
	push(chunk: Buffer): WireFrame[] {
		this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
		const frames: WireFrame[] = [];
		for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
		return frames;
	}

	private next(): WireFrame | undefined {
		const { bytes } = this;
		if (bytes.length < 2) return undefined;
		const [first = 0, second = 0] = bytes;
		const isMasked = (second & 0x80) !== 0;
		const short = second & 0x7f;
		const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
		const start = 2 + lengthBytes + (isMasked ? 4 : 0);
		if (bytes.length < start) return undefined;
		const length = lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
		if (bytes.length < start + length) return undefined;
		const payload = Buffer.from(bytes.subarray(start, start + length));
		if (isMasked) xor(payload, bytes.subarray(start - 4, start));
		this.bytes = bytes.subarray(start + length);
		return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload };
	}
}

/** A frame as bytes; what a client sends has to be masked, what a server sends must not be. */
export function bytesOf({ final, opcode, payload }: WireFrame, { masked }: { masked: boolean }): Buffer {
	const head = headOf(opcode, payload.length, { final, masked });
	if (!masked) return Buffer.concat([head, payload]);
	// The key only has to be there: nobody between here and the server could be fooled by what it hides.
	const key = Buffer.from([0x5a, 0xa5, 0x3c, 0xc3]);
	const hidden = Buffer.from(payload);
	xor(hidden, key);
	return Buffer.concat([head, key, hidden]);
}

/** The beginning of a frame that says how long it is; its payload need not be as long. */
export function headOf(opcode: number, length: number, { final = true, masked = false } = {}): Buffer {
	const first = (final ? 0x80 : 0) | opcode;
	const mask = masked ? 0x80 : 0;
	if (length < 126) return Buffer.from([first, mask | length]);
	if (length < 0x10000) {
		const head = Buffer.from([first, mask | 126, 0, 0]);
		head.writeUInt16BE(length, 2);
		return head;
	}
	const head = Buffer.alloc(10);
	head[0] = first;
	head[1] = mask | 127;
	head.writeBigUInt64BE(BigInt(length), 2);
	return head;
}

export const textFrame = (text: string): WireFrame => ({ final: true, opcode: TEXT, payload: Buffer.from(text) });

function xor(bytes: Buffer, key: Buffer): void {
	for (let index = 0; index < bytes.length; index++) bytes[index]! ^= key[index % 4]!;
}
