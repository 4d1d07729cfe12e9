/** The lines a person sees while the demo starts: each with the seconds since the program began. */

const startedAt = Date.now();
const WIDTH = 8;

const seconds = (sinceMs: number): string => `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;

export const say = (line = ''): void => console.log(line);

/** The seconds since the program began, e.g. `12.3 s`. */
export const total = (): string => seconds(startedAt);

const sayNow = (line: string): void => say(`${total().padStart(WIDTH)}  ${line}`);

/** A step that takes no longer is not announced. */
const AT_ONCE_MS = 500;

/** Does one step of the start, beside others: says that it goes on, what it reports meanwhile, and its outcome and own time after. */
export async function step<T>(
	name: string,
	work: (report: (line: string) => void) => Promise<T>,
	outcome: (done: T) => string = () => 'ready',
): Promise<T> {
	const began = Date.now();
	const announced = setTimeout(() => sayNow(`${name} ...`), AT_ONCE_MS);
	try {
		const done = await work((line) => sayNow(`${name}: ${line}`));
		sayNow(`${name}: ${outcome(done)} (${seconds(began)})`);
		return done;
	} finally {
		clearTimeout(announced);
	}
}
