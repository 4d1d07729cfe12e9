import type { State } from './state';
import type { Sighting } from './types';

/** What a device that was not known until now is to anyone who watches. */
export type Arrival = 'added' | 'moved in' | 'in sight';

/** Rows are written a while after the time that they bear: so much earlier than the last look, the server surely had it then. */
const SURELY_MS = 2 * 60_000;

/**
 * - `everything`: who asks sees all there is;
 * - `rights`: what the rights of who asks let him see;
 * - `part`: a part that the user chose, such as one group.
 */
export type Sight = 'everything' | 'rights' | 'part';

/** @returns 'added' unless the server surely had it at the last look, at which it was not listed */
export function arrivalOf(born: string, times: Times, sight: Sight): Arrival {
	if (!wasThere(born, times) || sight === 'everything') return 'added';
	return sight === 'part' ? 'moved in' : 'in sight';
}

interface Times {
	/** When the last look was; '' for none. ISO 8601, the server's clock. */
	looked: string;
	now: string;
}

/** Whether the server had it at the last look, by the time of its birth; false where that is not known, or where its clock was set back since. */
export function wasThere(born: string, { looked, now }: Times): boolean {
	return born !== '' && looked !== '' && looked <= now && Date.parse(born) < Date.parse(looked) - SURELY_MS;
}

/** So many devices, and more than half of all, are not deleted and found again between two looks. */
const MANY = 3;

/**
 * Tells devices that were deleted and found again, and so have another time of birth, from times that were corrected. No device that is
 * found again was found before the last look, or will be found in the future. And where some times were corrected, all were: a server that
 * changes its time zone moves all of them, and a database that is put back brings back all of them.
 * @returns whether a device is another one under the same id
 */
export function livesAnew({ entities, looked }: State, sightings: readonly Sighting[], now: string): (sighting: Sighting) => boolean {
	const isOther = ({ born, device }: Sighting) => {
		const before = entities.get(device.id);
		return before !== undefined && before.born !== '' && born !== '' && before.born !== born;
	};
	let anew: ReadonlySet<string> | undefined;
	// All are looked through only once there is one to tell of.
	return (sighting) => isOther(sighting) && (anew ??= anewAmong(sightings.filter(isOther), { size: entities.size, looked, now })).has(sighting.device.id);
}

/** @param other devices of which the time of birth is another than before */
function anewAmong(other: readonly Sighting[], { size, looked, now }: Times & { size: number }): ReadonlySet<string> {
	const isImpossible = ({ born }: Sighting) => wasThere(born, { looked, now }) || Date.parse(born) > Date.parse(now) + SURELY_MS;
	const isOfAll = other.length >= MANY && other.length > size / 2;
	if (isOfAll || (other.some(isImpossible) && other.length > 1)) return new Set();
	return new Set(other.filter((each) => !isImpossible(each)).map(({ device }) => device.id));
}
