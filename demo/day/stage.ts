import type { Act } from './act';
import type { Clock } from './clock';

/** A system, as far as things happen in it. */
export interface Scene {
	name: string;
	acts: readonly Act[];
}

/** Something that happened. */
export interface News {
	/** Milliseconds since the epoch. */
	at: number;
	system: string;
	/** What happened, or was tried. */
	words: string;
	/** Why it did not work out. */
	failure?: string;
	/** Title of the card whose button was pressed; undefined for what happened by itself. */
	pressedOn?: string;
	/** Whether n8n learns of it at once. */
	isToldAtOnce?: boolean;
	/** Where the messages arrive of two workflows that tell of it: one that the system calls, and one that polls. */
	channels?: Act['channels'];
}

/** A button for an act that is possible now. */
export interface Button {
	system: string;
	act: string;
	text: string;
	/** It was pressed, and is not done yet. */
	isBusy: boolean;
}

const KEPT = 50;

/** Where things happen: performs acts, each one alone, and remembers what happened. */
export class Stage {
	/** The newest first. */
	readonly news: News[] = [];
	private readonly busy = new Set<Act>();

	constructor(
		private readonly scenes: readonly Scene[],
		private readonly clock: Pick<Clock, 'now'>,
	) {}

	/** The act of this name; undefined where the system, or the act in it, is not there. */
	find(system: string, will: string): Act | undefined {
		return this.scenes.find(({ name }) => name === system)?.acts.find((act) => act.will === will);
	}

	/** Makes it happen, unless there is nothing to do or it is being done; what goes wrong is in the news. */
	async perform(system: string, will: string, { isPressed = false } = {}): Promise<void> {
		const act = this.find(system, will);
		if (!act || this.busy.has(act) || !act.isPossible()) return;
		this.busy.add(act);
		const pressed = isPressed ? { pressedOn: act.card ?? system, ...(act.isToldAtOnce && { isToldAtOnce: true }), ...(act.channels && { channels: act.channels }) } : {};
		try {
			await act.perform();
			this.tell({ system, words: act.did, ...pressed });
		} catch (error) {
			this.tell({ system, words: act.will, ...pressed, failure: error instanceof Error ? error.message : String(error) });
		} finally {
			this.busy.delete(act);
		}
	}

	/** Of one card, those whose acts are possible now. */
	buttons(card: string): Button[] {
		return this.scenes.flatMap(({ name: system, acts }) =>
			acts.flatMap((act) => {
				const isBusy = this.busy.has(act);
				return act.button && (act.card ?? system) === card && (isBusy || act.isPossible()) ? [{ system, act: act.will, text: act.button, isBusy }] : [];
			}),
		);
	}

	private tell(news: Omit<News, 'at'>): void {
		this.news.unshift({ at: this.clock.now(), ...news });
		this.news.splice(KEPT);
	}
}
