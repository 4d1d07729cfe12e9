/** Time of day as a test says, and timers as they are. */
export function fakeDate(): void {
	const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const;
	jest.useFakeTimers({ doNotFake: [...timers] });
}
