import { InputError } from '../../nodes/shared/errors';
import { requireNodeJs } from '../../nodes/shared/nodeJs';
import { accessOf } from '../../nodes/shared/authentication';
import { methodsOf } from '../../nodes/shared/methods';
import type { System } from '../../nodes/shared/system';
import { pack, unpack } from '../../nodes/shared/watch/packing';

const SENTENCE = /^Node\.js 22\.19 or later is required, but n8n runs on /;

it.each(['22.19.0', '22.20.1', '24.0.0', '100.1.0'])('S3 Node.js %s is enough', (version) => {
	expect(() => requireNodeJs(version)).not.toThrow();
});

it.each(['20.20.2', '22.18.9', '18.0.0', '22.2.0'])('S3 Node.js %s is not, and that is said', (version) => {
	expect(() => requireNodeJs(version)).toThrow(InputError);
	expect(() => requireNodeJs(version)).toThrow(SENTENCE);
});

describe('S3 on a Node.js that is too old', () => {
	const { versions } = process;
	beforeEach(() => void Object.defineProperty(process, 'versions', { value: { ...versions, node: '20.20.2' }, configurable: true }));
	afterEach(() => void Object.defineProperty(process, 'versions', { value: versions, configurable: true }));

	const connect = jest.fn();
	const system = { name: 'Product', source: 'product', accesses: [{ name: 'Key', credential: 'productApi', connect }], resources: [] } as unknown as System<unknown>;

	it("what n8n loads at its start loads, and the first use says what is needed", async () => {
		expect(() => accessOf(system, () => undefined)).toThrow(SENTENCE);
		const { productApiTest } = methodsOf(system).credentialTest;
		expect(await productApiTest!.call({} as never, { id: '1', name: 'x', type: 'productApi', data: {} })).toMatchObject({ status: 'Error', message: expect.stringMatching(SENTENCE) as string });
		expect(connect).not.toHaveBeenCalled();
	});

	it('a state is neither packed nor unpacked', async () => {
		await expect(pack({ entities: new Map(), seen: new Set(), feedFrom: '', open: [], mass: { offline: null, removed: null }, epoch: '', looked: '', begun: [], heldOccurrences: [] })).rejects.toThrow(SENTENCE);
		await expect(unpack('')).rejects.toThrow(SENTENCE);
	});

	it('the file of a trigger loads where Node.js has no Zstandard', async () => {
		await jest.isolateModulesAsync(async () => {
			jest.doMock('node:zlib', () => ({ ...jest.requireActual<object>('node:zlib'), zstdCompress: undefined, zstdDecompress: undefined }));
			expect(await import('../../nodes/NetAlertX/NetAlertXTrigger.node')).toHaveProperty('NetAlertXTrigger');
		});
		jest.dontMock('node:zlib');
	});
});
