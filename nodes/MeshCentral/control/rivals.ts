import { markIn } from '../shell/answer';
import type { Frame } from './frames';

/** After so long the agent has long said whether it took a command. */
const KEPT_MS = 60_000;

interface Rival {
	nodeid: string;
	/** Of commands of this package. */
	mark?: string;
	at: number;
}

/**
 * Commands that any session sends to devices, of which it is not known yet whether they have begun. The agent says "busy" to all sessions
 * alike, so such a word may be about one of these. The server tells everybody who may see the device of every command that it passes on,
 * and of what the device answers (measured).
 */
export class Rivals {
	private unclear: Rival[] = [];

	/** To be told of every frame. */
	hear({ action, event, type, nodeid, value, result }: Frame): void {
		if (action === 'event') this.sent(event as Record<string, unknown> | undefined);
		else if (action !== 'msg' || typeof nodeid !== 'string' || this.unclear.length === 0) return;
		else if (type === 'console') this.begun(nodeid, markIn(String(value)), false);
		else if (type === 'runcommands') this.begun(nodeid, markIn(String(result)), true);
	}

	/** Whether a command other than this one was sent to the device since then, and may have been refused or taken. */
	isUnclear(device: string, { since, mark }: { since: number; mark: string }): boolean {
		return this.unclear.some((each) => each.nodeid === device && each.at >= since && each.mark !== mark);
	}

	private sent(event: Record<string, unknown> | undefined): void {
		if (event?.action !== 'runcommands' || typeof event.nodeid !== 'string') return;
		const now = Date.now();
		this.unclear = this.unclear.filter(({ at }) => now - at < KEPT_MS);
		this.unclear.push({ nodeid: event.nodeid, mark: markIn(String(event.cmds)), at: now });
	}

	/** Commands from elsewhere have no mark: an answer without one is to the first of them. */
	private begun(device: string, mark: string | undefined, isAnswer: boolean): void {
		if (mark === undefined && !isAnswer) return;
		const found = this.unclear.findIndex((each) => each.nodeid === device && each.mark === mark);
		if (found >= 0) this.unclear.splice(found, 1);
	}
}
