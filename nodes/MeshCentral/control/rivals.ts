import { markIn } from '../shell/answer';
import type { Frame } from './frames';

/** What the agent says instead of an answer when another command is running there; it names nobody. */
const BUSY = /can't execute, already busy/i;
/** After so long nothing more is said of a command that was sent. */
const KEPT_MS = 60_000;

/** Of one device. */
interface Sent {
	/** Commands of which it is not known whether they were taken, in the order in which the server passed them on. */
	unclear: Array<{ mark?: string; at: number }>;
	/** How many of them were refused. */
	refused: number;
}

export const saysBusy = (text: unknown): boolean => BUSY.test(String(text));

/**
 * Tells which commands an agent has refused. It says "busy" to all sessions, without naming one; but everybody who may see the device gets a frame
 * for every command that the server passes on, for its output and for its answer (measured). So who it was is known once
 * all that were sent have begun or were refused. A word that the agent drops, as it does with more than ten within a second, leaves it
 * open.
 */
export class Rivals {
	private readonly devices = new Map<string, Sent>();

	/** Takes in every frame. */
	hear({ action, event, type, nodeid, value, result }: Frame): void {
		if (action === 'event') this.sent(event as Record<string, unknown> | undefined);
		else if (action !== 'msg' || typeof nodeid !== 'string' || !this.devices.has(nodeid)) return;
		else if (type === 'runcommands') this.taken(nodeid, markIn(String(result)));
		else if (type !== 'console') return;
		else if (saysBusy(value)) this.change(nodeid, (sent) => sent.refused++);
		else if (markIn(String(value)) !== undefined) this.taken(nodeid, markIn(String(value)));
	}

	/** Whether a command with this mark was passed on, and may have been taken as well as refused. */
	isUnclear(device: string, mark: string): boolean {
		this.change(device, forget);
		return this.devices.get(device)?.unclear.some((each) => each.mark === mark) ?? false;
	}

	private sent(event: Record<string, unknown> | undefined): void {
		if (event?.action !== 'runcommands' || typeof event.nodeid !== 'string') return;
		this.change(event.nodeid, forget);
		const sent = this.devices.get(event.nodeid) ?? { unclear: [], refused: 0 };
		this.devices.set(event.nodeid, sent);
		sent.unclear.push({ mark: markIn(String(event.cmds)), at: Date.now() });
	}

	/** Commands from elsewhere have no mark: an answer without one is to the first of them. */
	private taken(device: string, mark: string | undefined): void {
		this.change(device, ({ unclear }) => {
			const found = unclear.findIndex((each) => each.mark === mark);
			if (found >= 0) unclear.splice(found, 1);
		});
	}

	/** Where as many were refused as are left, it was all of these. */
	private change(device: string, change: (sent: Sent) => void): void {
		const sent = this.devices.get(device);
		if (!sent) return;
		change(sent);
		if (sent.refused >= sent.unclear.length) this.devices.delete(device);
	}
}

/** What is long past is given up, with one refusal each: it may have been about that. */
function forget(sent: Sent): void {
	while (sent.unclear[0] && Date.now() - sent.unclear[0].at > KEPT_MS) {
		sent.unclear.shift();
		sent.refused = Math.max(0, sent.refused - 1);
	}
}
