/** What can happen in the demo's systems: in the course of the day, or at the press of a button. */

export interface Act {
	/** As it is announced, e.g. `printer goes offline`; within its system, this is also its name. */
	will: string;
	/** As it is reported afterwards, e.g. `printer went offline`. */
	did: string;
	/** What its button says; without it there is none. */
	button?: string;
	/** Title of the card that its button stands on; default: the one of its system. */
	card?: string;
	/** Whether n8n learns of it at once, by a live trigger, without polling. */
	isToldAtOnce?: boolean;
	/** Where two workflows tell of it, one that the system calls and one that polls: where the messages of each arrive. */
	channels?: { called: string; polled: string };
	/** Whether there is anything to do: who is away cannot go. */
	isPossible(): boolean;
	perform(): unknown;
}

/** A device that goes and comes back. */
export interface Wanderer {
	name: string;
	isThere(): boolean;
	leave(): unknown;
	comeBack(): unknown;
	/** Whether there are buttons for it. The day leaves those devices alone: nobody undoes what somebody else did. */
	buttons?: boolean;
	/** What holds for those buttons. */
	shown?: Pick<Act, 'card' | 'isToldAtOnce'>;
}

/** The two acts of a device: `<name> goes offline` and `<name> comes back`. */
export function goesAndReturns({ name, isThere, leave, comeBack, buttons = false, shown = {} }: Wanderer): Act[] {
	return [
		{ will: `${name} goes offline`, did: `${name} went offline`, isPossible: isThere, perform: leave, ...(buttons && { button: `Take ${name} offline`, ...shown }) },
		{ will: `${name} comes back`, did: `${name} came back`, isPossible: () => !isThere(), perform: comeBack, ...(buttons && { button: `Bring ${name} back`, ...shown }) },
	];
}
