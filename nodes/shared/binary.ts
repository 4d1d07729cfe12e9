import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { InputError } from './errors';

/**
 * Files in n8n's items, which n8n calls binary data. They are read and written in pieces: n8n keeps them outside of its memory, unless it is
 * configured otherwise.
 */

/** How much of a file is in memory at once while it is read, in bytes. */
const PIECE = 64_000;

/** A file that came in with an item. */
export interface IncomingFile {
	/** '' where it has none. */
	name: string;
	/** Its content from the beginning, each time that it is requested. */
	read(): AsyncIterable<Uint8Array>;
}

/** What an operation can do with the files of the item that it runs for. */
export interface Files {
	/** @throws InputError where the item has no file in that field */
	incoming(field: string): IncomingFile;
	/**
	 * Hands a new file over to n8n. What `content` throws is thrown.
	 * @param name without a path; n8n tells the kind of the file by it
	 */
	keep(content: AsyncIterable<Uint8Array>, name: string): Promise<IBinaryData>;
}

/** An output item that has files beside its json. */
export class WithFiles {
	/** @param files by the name of the field that they are put into */
	constructor(
		readonly json: object,
		readonly files: Readonly<Record<string, IBinaryData>>,
	) {}
}

/** The files of one item of an execution. */
export function filesOf(context: Pick<IExecuteFunctions, 'helpers'>, item: number): Files {
	const { helpers } = context;
	return {
		incoming: (field) => {
			const data = incomingData(context, item, field);
			return { name: data.fileName ?? '', read: () => contentOf(helpers, data) };
		},
		keep: async (content, name) => {
			const thrown: unknown[] = [];
			try {
				return await helpers.prepareBinaryData(Readable.from(noting(content, thrown), { objectMode: false }), name);
			} catch (error) {
				// n8n may have put it into words of its own.
				throw thrown.length > 0 ? thrown[0] : error;
			}
		},
	};
}

function incomingData({ helpers }: Pick<IExecuteFunctions, 'helpers'>, item: number, field: string): IBinaryData {
	try {
		return helpers.assertBinaryData(item, field);
	} catch {
		throw new InputError(`The item has no file in the field "${field.slice(0, 60)}"`, "The previous node must output a file: the names of its file fields are under 'Binary' in its output. Nothing was sent.");
	}
}

async function* contentOf(helpers: IExecuteFunctions['helpers'], { id, data }: IBinaryData): AsyncGenerator<Uint8Array> {
	if (id) yield* (await helpers.getBinaryStream(id, PIECE)) as AsyncIterable<Uint8Array>;
	else if (data) yield Buffer.from(data, 'base64');
}

async function* noting(content: AsyncIterable<Uint8Array>, thrown: unknown[]): AsyncGenerator<Uint8Array> {
	try {
		yield* content;
	} catch (error) {
		thrown.push(error);
		throw error;
	}
}
