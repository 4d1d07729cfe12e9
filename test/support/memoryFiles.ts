import { createHash } from 'node:crypto';
import type { DeviceFiles, Entry } from '../../nodes/MeshCentral/files/deviceFiles';
import { RefusedError } from '../../nodes/shared/errors';

/**
 * The files of a Linux device in memory, with what its agent does as it was recorded: silence to whatever cannot be done, an empty list for a file
 * and for a folder that cannot be read, an acknowledgement for what a full disk does not store.
 */
export class MemoryFiles implements DeviceFiles {
	/** By their paths; a folder has none of its own. */
	readonly contents = new Map<string, Buffer>();
	readonly folders = new Set<string>(['/', '/tmp', '/etc']);
	/** Links to folders, which are listed like folders. */
	readonly links = new Map<string, string>();
	/** Folders that cannot be read. */
	readonly hidden = new Set<string>();
	/** Folders in which nothing can be changed. */
	readonly locked = new Set<string>();
	/** Bytes that fit on the disk. */
	room = Infinity;
	/** Renaming does not take the place of what is there, as on some systems. */
	renamesOverNothing = false;
	/** How often the hash of a missing file was requested, which real agents survive only 32 times. */
	hashedInVain = 0;
	/** What it received, in order. */
	readonly told: string[] = [];
	/** Called ahead of everything; it may throw. */
	before: (what: string, path: string) => unknown = () => {};

	constructor(files: Readonly<Record<string, string>> = {}) {
		for (const [path, text] of Object.entries(files)) this.contents.set(path, Buffer.from(text));
	}

	text(path: string): string | undefined {
		return this.contents.get(path)?.toString('utf8');
	}

	private note(what: string, path: string): void {
		this.told.push(`${what} ${path}`);
		this.before(what, path);
	}

	async list(folder: string): Promise<Entry[] | null> {
		this.note('list', folder);
		await Promise.resolve();
		const linked = this.links.get(folder);
		if (linked) return await this.list(linked);
		if (this.contents.has(folder) || this.hidden.has(folder)) return [];
		if (!this.folders.has(folder)) return null;
		const isIn = (path: string) => path !== '/' && path.slice(0, Math.max(1, path.lastIndexOf('/'))) === folder;
		const name = (path: string) => path.slice(path.lastIndexOf('/') + 1);
		const d = '2026-11-27T00:42:33Z';
		const folders = [...this.folders, ...this.links.keys()].filter(isIn).map((path): Entry => ({ n: name(path), t: 2, d }));
		return [...folders, ...[...this.contents].filter(([path]) => isIn(path)).map(([path, { length: s }]): Entry => ({ n: name(path), t: 3, s, d }))];
	}

	async hash(path: string): Promise<string | null> {
		this.note('hash', path);
		await Promise.resolve();
		const content = this.contents.get(path);
		if (!content) this.hashedInVain++;
		return content ? createHash('sha384').update(content).digest('hex').toUpperCase() : null;
	}

	async makeFolder(path: string): Promise<void> {
		this.note('makeFolder', path);
		await Promise.resolve();
		if (!this.isLocked(path)) this.folders.add(path);
	}

	async rename(folder: string, from: string, to: string): Promise<void> {
		const [old, now] = [within(folder, from), within(folder, to)];
		this.note('rename', `${old} ${now}`);
		await Promise.resolve();
		if (this.isLocked(old) || (this.renamesOverNothing && (this.contents.has(now) || this.folders.has(now)))) return;
		const content = this.contents.get(old);
		if (content) {
			this.contents.delete(old);
			this.contents.set(now, content);
		} else if (this.folders.has(old)) this.moveFolder(old, now);
	}

	async remove(folder: string, names: readonly string[]): Promise<void> {
		await Promise.resolve();
		for (const name of names) {
			const path = within(folder, name);
			this.note('remove', path);
			if (this.isLocked(path) || this.links.delete(path) || this.contents.delete(path)) continue;
			if (![...this.contents.keys(), ...this.folders, ...this.links.keys()].some((each) => each.startsWith(`${path}/`))) this.folders.delete(path);
		}
	}

	async write(folder: string, name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
		const path = within(folder, name);
		this.note('write', path);
		if (!this.folders.has(folder) || this.isLocked(path) || this.folders.has(path)) throw new RefusedError('The device could not open the file for writing', { method: 'upload', path: 'something' }, undefined);
		const parts: Uint8Array[] = [];
		this.contents.set(path, Buffer.alloc(0));
		for await (const part of content) {
			parts.push(part);
			this.contents.set(path, Buffer.concat(parts).subarray(0, this.room));
			this.before('piece', path);
		}
	}

	async *read(path: string): AsyncGenerator<Uint8Array> {
		this.note('read', path);
		await Promise.resolve();
		const content = this.contents.get(path);
		if (content) for (let from = 0; from < content.length; from += 4) yield content.subarray(from, from + 4);
	}

	private moveFolder(old: string, now: string): void {
		const moved = (path: string) => (path === old || path.startsWith(`${old}/`) ? now + path.slice(old.length) : path);
		const folders = [...this.folders].map(moved);
		const contents = [...this.contents].map(([path, content]): [string, Buffer] => [moved(path), content]);
		const links = [...this.links].map(([path, target]): [string, string] => [moved(path), target]);
		for (const each of [this.folders, this.contents, this.links]) each.clear();
		folders.forEach((path) => this.folders.add(path));
		contents.forEach(([path, content]) => this.contents.set(path, content));
		links.forEach(([path, target]) => this.links.set(path, target));
	}

	private isLocked(path: string): boolean {
		return this.locked.has(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
	}
}

const within = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);
