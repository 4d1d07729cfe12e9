import { notAsked, SecretMemory } from '../../nodes/shared/http/secretMemory';

const REMEMBERED_MS = 30 * 60_000;

const key = SecretMemory.keyOf('http://nax.lan', 'secret');

test('a key is a hash: it does not hold the secret', () => {
	expect(key).not.toContain('secret');
	expect(SecretMemory.keyOf('http://nax.lan', 'secret')).toBe(key);
	expect(SecretMemory.keyOf('http://nax.lans', 'ecret')).not.toBe(key);
});

test('a rejected secret is remembered for as long as the system says, with the words, and forgotten then', () => {
	let now = 0;
	const memory = new SecretMemory(() => now);
	memory.rejected(key, 'Not authorized', 403);
	now = REMEMBERED_MS - 1;
	expect(memory.rejection(key, REMEMBERED_MS)).toEqual({ words: 'Not authorized', status: 403, ageMs: now });
	now = REMEMBERED_MS;
	expect(memory.rejection(key, REMEMBERED_MS)).toBeUndefined();
});

test('a clock that was set back forgets rather than remembers for ever', () => {
	let now = 1_000_000;
	const memory = new SecretMemory(() => now);
	memory.rejected(key, 'no', 403);
	now = 0;
	expect(memory.rejection(key, REMEMBERED_MS)).toBeUndefined();
});

test('accepting takes a rejection back', () => {
	const memory = new SecretMemory();
	memory.rejected(key, 'no', 403);
	memory.accepted(key);
	expect(memory.rejection(key, REMEMBERED_MS)).toBeUndefined();
});

test('while nothing is known, one goes ahead and the others wait for it', async () => {
	const memory = new SecretMemory();
	const scout = await memory.turn(key);
	let others = 0;
	const waiting = [1, 2, 3].map(async () => {
		await memory.turn(key);
		others++;
	});
	await Promise.resolve();
	expect(others).toBe(0);
	scout.done();
	await Promise.all(waiting);
	expect(others).toBe(3);
});

test('a secret that was accepted a moment ago makes nobody wait; one accepted long ago sends a scout again', async () => {
	let now = 0;
	const memory = new SecretMemory(() => now);
	memory.accepted(key);
	await memory.turn(key);
	await memory.turn(key);
	now = 31_000;
	const scout = await memory.turn(key);
	let waited = false;
	const second = memory.turn(key).then(() => (waited = true));
	await Promise.resolve();
	expect(waited).toBe(false);
	scout.done();
	await second;
});

test('a scout that takes too long no longer holds up the others', async () => {
	jest.useFakeTimers();
	try {
		const memory = new SecretMemory();
		await memory.turn(key);
		const second = memory.turn(key);
		await jest.advanceTimersByTimeAsync(5_000);
		await expect(second).resolves.toBeDefined();
	} finally {
		jest.useRealTimers();
	}
});

describe('E1 what is said in place of a request', () => {
	const rejected = { words: 'Not authorized', status: 403 };
	const asked = { method: 'GET', path: '/devices' };

	test.each([
		[0, '1 second ago'],
		[1_999, '1 second ago'],
		[59_999, '59 seconds ago'],
		[60_000, '1 minute ago'],
		[12.9 * 60_000, '12 minutes ago'],
	])('tells the true age: %d ms is %s', (ageMs, words) => {
		const { outcome } = notAsked({ ...rejected, ageMs }, 'Product', { name: 'key', rememberedMs: REMEMBERED_MS }, asked);
		expect(outcome).toBe(`Product rejected this key ${words}, so no request was sent`);
	});

	test('names the harm of a rejected request where it does some, and who rejected it where that is not the product', () => {
		const error = notAsked({ ...rejected, ageMs: 60_000 }, 'Product', { by: 'The gateway', name: 'key', rememberedMs: REMEMBERED_MS, harm: 'it alerts somebody' }, asked);
		expect(error).toMatchObject({ message: 'Not authorized', status: 403, advice: 'Correct the key in the credential, or press Retry there.' });
		expect(error.outcome).toBe('The gateway rejected this key 1 minute ago, so no request was sent (it alerts somebody)');
	});
});
