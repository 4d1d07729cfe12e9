import { throughGate } from '../../nodes/TacticalRmm/gate';

it('lets no more in at once than there are places, in the order in which they came, and gives back what they gave', async () => {
	let inside = 0;
	let most = 0;
	const entered: number[] = [];
	const task = (number: number) => async () => {
		entered.push(number);
		most = Math.max(most, ++inside);
		await new Promise(setImmediate);
		inside--;
		return number;
	};
	const numbers = Array.from({ length: 20 }, (_, index) => index);
	const given = await Promise.all(numbers.map(async (number) => await throughGate('one', 3, task(number))));
	expect(given).toEqual(numbers);
	expect(entered).toEqual(numbers);
	expect(most).toBe(3);
});

it('frees the place of one that failed', async () => {
	const failing = throughGate('two', 1, async () => await Promise.reject(new Error('no')));
	const next = throughGate('two', 1, async () => await Promise.resolve('yes'));
	await expect(failing).rejects.toThrow('no');
	expect(await next).toBe('yes');
});
