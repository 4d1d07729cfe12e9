import * as zlib from 'node:zlib';

type Callback = (error: Error | null, result?: Buffer) => void;

/** Done on the spot and not in another thread: a test that moves the clock by itself need not wait for real time then. */
const promptly =
	(work: (data: Buffer, options?: object) => Buffer) =>
	(data: Buffer, ...rest: [Callback] | [object, Callback]): void => {
		const callback = rest.at(-1) as Callback;
		try {
			const result = work(data, rest.length > 1 ? rest[0] : undefined);
			process.nextTick(callback, null, result);
		} catch (error) {
			process.nextTick(callback, error);
		}
	};

/** Replaces node:zlib: for `jest.doMock`. */
export const promptZlib = {
	...zlib,
	gzip: promptly(zlib.gzipSync),
	gunzip: promptly(zlib.gunzipSync),
	zstdCompress: promptly(zlib.zstdCompressSync),
	zstdDecompress: promptly(zlib.zstdDecompressSync),
};
