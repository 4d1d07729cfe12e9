import { RefusedError, UnreachableError } from '../../shared/errors';
import { stoppedWaiting } from '../../shared/http/gateways';

/** Of five workers, so that one is left for what only reads. */
const MOST_HELD = 4;
/** From so many on, nothing more is sent to a device that has not answered. */
const MOST_BEFORE_CARE = 2;
/** After so long such a device is tried again: by then it is online again, or free. */
const TRIED_AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Commands on devices that got no answer, by the wrapper's address, in this process. Each of them holds one of the wrapper's five workers,
 * for everybody and permanently, until any command on any device is answered: then the wrapper gives that answer to all that wait (measured).
 * So nobody can tell that they are free again but by an answer.
 */
export class Unanswered {
	/** When each device was last silent, ms since the epoch. */
	private readonly silent = new Map<string, number>();
	private held = 0;

	constructor(private readonly now: () => number = Date.now) {}

	/** A command of this device got no answer. */
	add(deviceId: string): void {
		this.held++;
		this.silent.set(deviceId, this.now());
	}

	/** Some command was answered. */
	clear(): void {
		this.held = 0;
		this.silent.clear();
	}

	/** Why nothing may be sent to this device now; undefined where it may. */
	reasonAgainst(deviceId: string): string | undefined {
		if (this.held < MOST_BEFORE_CARE) return undefined;
		const wasSilent = this.now() - (this.silent.get(deviceId) ?? -Infinity) < TRIED_AGAIN_AFTER_MS;
		return wasSilent || this.held >= MOST_HELD ? `${this.held} commands through this wrapper were never answered, and each blocks one of its five workers` : undefined;
	}
}

const wrappers = new Map<string, Unanswered>();

/** Of one wrapper: shared by all nodes, items and credentials of this process. */
export function unansweredAt(address: string): Unanswered {
	const found = wrappers.get(address) ?? new Unanswered();
	wrappers.set(address, found);
	return found;
}

/** Whether the wrapper still waits for an answer although the connection to it has ended: nothing came, or a web server in between gave up. */
export function holdsWorker(error: unknown): boolean {
	return (error instanceof UnreachableError && error.arrived === 'unknown') || (error instanceof RefusedError && stoppedWaiting(error.status));
}
