import * as z from 'zod/v4';
import { namingText, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';

/** What is in a folder, as agents list it (measured on 1.1.55 with the Linux agent). */
const entry = {
	/** Its name. */
	n: namingText,
	/** 1 drive, 2 folder, 3 file; sockets and the like are left out or files. */
	t: z.number(),
	/** In bytes; of files alone. */
	s: z.number().nullish(),
	/** When it was changed last, ISO 8601. */
	d: z.string().nullish(),
};
export type Entry = Row<typeof entry>;
export const folderList = rowsOf(entry);

export const isFolder = ({ t }: Pick<Entry, 't'>): boolean => t !== 3;

/**
 * What a device's agent does with files, over one connection, one thing at a time. Paths are as agents take them. Of what `makeFolder`,
 * `rename` and `remove` do nothing is ever answered: they resolve once they were sent, and anyone who uses them looks.
 */
export interface DeviceFiles {
	/** null where there is no such folder; empty as well for a file, and for a folder that the agent may not read. */
	list(folder: string): Promise<Entry[] | null>;
	/**
	 * SHA-384 in capital hexadecimal digits; null where there is no such file, or the agent may not read it. Only to be asked of what is there: an
	 * agent that was asked 33 times for what is not drops its connection to the server (measured).
	 * @param bytes its size, where it is known: large ones take a while
	 */
	hash(path: string, bytes?: number): Promise<string | null>;
	/** Its parent has to be there. */
	makeFolder(path: string): Promise<void>;
	/** Takes the place of what has the new name. */
	rename(folder: string, from: string, to: string): Promise<void>;
	/** Each by itself: a folder only while it is empty, and of a link the link alone. */
	remove(folder: string, names: readonly string[]): Promise<void>;
	/**
	 * Writes a file instead of one that may be there. Each piece is acknowledged, also where the disk is full.
	 * @throws RefusedError where it cannot be opened, for which no reason is given
	 */
	write(folder: string, name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
	/** The content of a file; of a folder nothing, as of an empty file. @throws RefusedError where it cannot be opened, for which no reason is given */
	read(path: string): AsyncIterable<Uint8Array>;
}
