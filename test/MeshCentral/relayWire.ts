/** The other end of a relay: an agent with its files in memory, which answers as the real one was recorded. */
import type { Link } from '../../nodes/MeshCentral/control/link';
import type { MemoryFiles } from '../support/memoryFiles';

const BLOCK = 16_380;
type Message = Readonly<Record<string, unknown>>;

export class RelayWire implements Link {
	/** What the client sent: text as it is, JSON as an object, bytes as their number. */
	readonly sent: unknown[] = [];
	isOpen = true;
	/** What the agent says of the person at the device, right after the `5`. */
	consent: object[] = [];
	/** The agent never connects. */
	isAlone = false;
	/** The connection breaks at this one of the frames that the client sends. */
	breaksAt = Infinity;
	/** Most pieces of an upload that were not acknowledged yet, and of a download that were requested in advance. */
	mostUnderWay = 0;
	private underWay = 0;
	private upload?: { path: string; reqid: unknown; parts: Uint8Array[] };
	private download?: { id: unknown; content: Buffer; at: number };
	private told?: { onText: (text: string) => void; onEnd: (end: { isOrderly: boolean }) => void; onBytes?: (bytes: Uint8Array) => void };

	constructor(
		private readonly disk: MemoryFiles,
		private readonly begins: 'c' | 'cr' = 'c',
	) {}

	listen(onText: (text: string) => void, onEnd: (end: { isOrderly: boolean }) => void, onBytes?: (bytes: Uint8Array) => void): void {
		this.told = { onText, onEnd, onBytes };
		if (!this.isAlone) this.sayText(this.begins);
	}

	send(data: string | Uint8Array): boolean {
		if (!this.isOpen) return false;
		if (this.sent.length + 1 >= this.breaksAt) {
			this.break();
			return true;
		}
		const message = typeof data === 'string' && data.startsWith('{') ? (JSON.parse(data) as Message) : data;
		this.sent.push(message instanceof Uint8Array ? message.length : message);
		this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
		queueMicrotask(() => {
			this.underWay--;
			if (message instanceof Uint8Array) this.takePiece(message);
			else if (message === '5') this.consent.forEach((each) => this.sayJson(each));
			else if (typeof message === 'object') void this.answer(message);
		});
		return true;
	}

	close(): void {
		this.break();
	}

	break(): void {
		if (!this.isOpen) return;
		this.isOpen = false;
		queueMicrotask(() => this.told?.onEnd({ isOrderly: false }));
	}

	/** In the control frames of a relay. */
	sayJson(message: object): void {
		queueMicrotask(() => this.isOpen && this.told?.onBytes?.(Buffer.from(JSON.stringify(message))));
	}

	private sayText(text: string): void {
		queueMicrotask(() => this.isOpen && this.told?.onText(text));
	}

	private takePiece(piece: Uint8Array): void {
		const { upload } = this;
		if (!upload) return;
		upload.parts.push(piece[0] === 0 ? piece.subarray(1) : piece);
		this.disk.contents.set(upload.path, Buffer.concat(upload.parts).subarray(0, this.disk.room));
		this.sayJson({ action: 'uploadack', reqid: upload.reqid });
	}

	private async answer({ action, reqid, path: entered, name, ...more }: Message): Promise<void> {
		const folder = String(entered);
		const path = name === undefined ? folder : `${folder}/${String(name)}`;
		const { disk } = this;
		switch (action) {
			case 'ls':
				return this.sayJson({ path: folder, dir: await disk.list(folder), reqid });
			case 'uploadhash':
				return this.sayJson({ action, reqid, path: folder, name, tag: more.tag, hash: await disk.hash(path) });
			case 'mkdir':
				if (disk.folders.has(folder.slice(0, folder.lastIndexOf('/')) || '/')) await disk.makeFolder(folder);
				return;
			case 'rename':
				return await disk.rename(folder, String(more.oldname), String(more.newname));
			case 'rm':
				return await disk.remove(folder, more.delfiles as string[]);
			case 'upload': {
				const isShut = !disk.folders.has(folder) || disk.locked.has(folder) || disk.folders.has(path);
				if (isShut) return this.sayJson({ action: 'uploaderror', reqid });
				this.upload = { path, reqid, parts: [] };
				disk.contents.set(path, Buffer.alloc(0));
				return this.sayJson({ action: 'uploadstart', reqid });
			}
			case 'uploaddone':
			case 'uploadcancel':
				if (!this.upload) return;
				if (action === 'uploadcancel') disk.contents.delete(this.upload.path);
				this.upload = undefined;
				return this.sayJson({ action, reqid });
			case 'download':
				return this.onDownload(String(more.sub), more.id, folder);
		}
	}

	private onDownload(sub: string, id: unknown, path: string): void {
		if (sub === 'start') {
			const content = this.disk.contents.get(path) ?? (this.disk.folders.has(path) ? Buffer.alloc(0) : undefined);
			this.download = content && { id, content, at: 0 };
			return this.sayText(JSON.stringify({ action: 'download', sub: content ? 'start' : 'cancel', id }));
		}
		const { download } = this;
		if (!download || download.id !== id) return;
		if (sub === 'stop') this.download = undefined;
		if (sub !== 'startack' && sub !== 'ack') return;
		const block = download.content.subarray(download.at, (download.at += BLOCK));
		const isLast = block.length < BLOCK;
		if (isLast) this.download = undefined;
		const frame = Buffer.concat([Buffer.from([1, 0, 0, isLast ? 1 : 0]), block]);
		queueMicrotask(() => this.isOpen && this.told?.onBytes?.(frame));
	}
}
