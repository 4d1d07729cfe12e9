import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { wholeNumber, type Fields } from '../fields';
import { toNodeError } from '../nodeErrors';
import { wordsOf } from '../thrown';
import { Bell } from './bell';
import type { WatchContext } from './context';
import { Listener } from './listener';
import { budgetOf, connectionOf, lookInTurn, testRun, type Looked } from './poll';
import { isStartOfN8n } from './repeat';
import { systemTimers, type Timers } from './timers';
import type { Watch } from './watch';

/** A watch that looks when its server rings. */
export interface LiveWatch<C> extends Watch<C> {
	/**
	 * Listens to the server until the connection ends or the signal does. Rings once it is open and whenever something may have happened; what
	 * happened, the look finds out. It ends by itself where nothing is heard for longer than the server is ever silent.
	 * @throws what kept it from being opened, or ended it
	 */
	listen(client: C, ring: () => void, signal: AbortSignal): Promise<void>;
}

const lookAnywayEvery = wholeNumber({
	displayName: 'Poll Anyway Every (Minutes)',
	default: 5,
	min: 1,
	max: 1_440,
	description: 'How often to poll the server while it reports nothing, in case the connection broke unnoticed',
});

/** The same watch, which listens as well. */
export function liveOf<C>(watch: Watch<C>, { listen, ...more }: Pick<LiveWatch<C>, 'listen'> & Partial<Watch<C>>): LiveWatch<C> {
	return { ...watch, ...more, more: { ...watch.more, ...more.more, lookAnywayEvery } as Fields<C>, listen };
}

/** A look that failed is repeated after this, then after twice as long, and so on up to a minute. */
const AGAIN_MS = 5_000;
const LONGEST_AGAIN_MS = 60_000;
/** For so long, failing is a passing trouble such as a restart, and only logged. */
const PASSING_MS = 60_000;
/** A look that does not even end when it is given up is left behind. */
const LEFT_AFTER_MS = 1_000;
/** While another look of this trigger is under way, as of a registration before. */
const BUSY_AGAIN_MS = 1_000;

/**
 * The whole of a live trigger's `trigger`: looks once, listens, and looks whenever it rings. The looks, what they are compared with and what is
 * kept are those of a polling trigger.
 */
export async function live<C>(context: ITriggerFunctions, watch: LiveWatch<C>, timers: Timers = systemTimers): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') {
		return { manualTriggerFunction: async () => context.emit(await testRun(registered(context), watch)) };
	}
	const registration = new Registration(context, watch, timers);
	try {
		await registration.begin();
	} catch (error) {
		await registration.end();
		throw error;
	}
	return { closeFunction: async () => await registration.end() };
}

/** From an activation, or a start of n8n, to its end. */
class Registration<C> {
	private readonly watched: WatchContext;
	private readonly closing = new AbortController();
	private readonly bell: Bell;
	private readonly listener: Listener;
	private readonly everyMs: number;
	private failures = 0;
	private failingSince: number | undefined;
	private reportedAt = -Infinity;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly watch: LiveWatch<C>,
		private readonly timers: Timers,
	) {
		this.watched = registered(context);
		this.everyMs = readMinutes(this.watched) * 60_000;
		this.bell = new Bell(async () => await this.look(), timers);
		this.listener = new Listener(
			async (ring, signal) => {
				const { client } = await connectionOf(this.watched, watch, { signal });
				await watch.listen(client, ring, signal);
			},
			{ ring: () => this.bell.ring(), ended: (error, inARow) => this.listenerEnded(error, inARow) },
			timers,
		);
	}

	/** @throws where the user is there to see it: the first look failed, or the server cannot be listened to */
	async begin(): Promise<void> {
		this.bell.wantWithin(this.told(await lookInTurn(this.watched, this.watch, this.closing.signal)));
		const opening = this.listener.open();
		if (isStartOfN8n(this.watched)) return void opening.catch(() => {});
		try {
			await opening;
		} catch (error) {
			throw toNodeError(this.context.getNode(), error);
		}
	}

	/** @returns once nothing is listened to or looked at any more */
	async end(): Promise<void> {
		this.closing.abort();
		await Promise.all([this.listener.close(), this.bell.stop()]);
	}

	/** @returns in how many ms to look again */
	private async look(): Promise<number> {
		try {
			return this.told(await this.lookOrLeave());
		} catch (error) {
			return this.closing.signal.aborted ? Infinity : this.failed(error);
		}
	}

	private async lookOrLeave(): Promise<Looked | undefined> {
		const tooLong = Promise.withResolvers<never>();
		const cancels = [this.timers.after(budgetOf(this.watched) + LEFT_AFTER_MS, () => tooLong.reject(new Error('A poll of the server did not finish and was abandoned')))];
		// Given up with the trigger, it ends by itself. What it had kept by then is reported anyway; one that does not end holds up nobody for long.
		const stop = () => void cancels.push(this.timers.after(LEFT_AFTER_MS, () => tooLong.reject(new Error('The trigger was deactivated'))));
		this.closing.signal.addEventListener('abort', stop, { once: true });
		try {
			return await Promise.race([lookInTurn(this.watched, this.watch, this.closing.signal), tooLong.promise]);
		} finally {
			for (const cancel of cancels) cancel();
			this.closing.signal.removeEventListener('abort', stop);
		}
	}

	private told(looked: Looked | undefined): number {
		if (!looked) return BUSY_AGAIN_MS;
		const { items, dueInMs, isPutOff } = looked;
		if (items.length > 0) this.context.emit([items]);
		if (isPutOff) return AGAIN_MS;
		this.failures = 0;
		this.failingSince = undefined;
		return Math.min(this.everyMs, dueInMs);
	}

	private failed(error: unknown): number {
		const now = this.timers.now();
		this.failingSince ??= now;
		if (this.failures++ === 0) this.warn(`a poll failed and is repeated: ${wordsOf(error)}`);
		if (now - this.failingSince >= PASSING_MS && now - this.reportedAt >= this.everyMs) {
			this.reportedAt = now;
			this.report(error);
		}
		return Math.min(this.everyMs, LONGEST_AGAIN_MS, AGAIN_MS * 2 ** (this.failures - 1));
	}

	/** As a failed execution, which an error workflow hears of. Older versions of n8n have the log only. */
	private report(error: unknown): void {
		if (typeof this.context.saveFailedExecution === 'function') this.context.saveFailedExecution(toNodeError(this.context.getNode(), error));
		else this.warn(`polls keep failing: ${wordsOf(error)}`);
	}

	/** Looks go on meanwhile, so it is said once for each time that it does not last. */
	private listenerEnded(error: unknown, inARow: number): void {
		if (inARow > 1) return;
		const minutes = this.everyMs / 60_000;
		this.warn(`the connection on which ${this.watch.system.name} reports changes has ended (${error === undefined ? 'by the server' : wordsOf(error)}). It is reopened; until then the trigger polls every ${minutes} min`);
	}

	private warn(text: string): void {
		this.context.logger.warn(`"${this.context.getNode().name}": ${text}`);
	}
}

/** Read by itself, because it counts before the server is asked anything; what cannot be read is found out by each look. */
function readMinutes(context: WatchContext): number {
	const byDefault = Number(lookAnywayEvery.properties[0]!.default);
	try {
		const entered = Number((context.getNodeParameter('options', {}) as { lookAnywayEvery?: unknown } | null)?.lookAnywayEvery ?? byDefault);
		return entered >= 1 ? entered : byDefault;
	} catch {
		return byDefault;
	}
}

/**
 * The node as it was registered: n8n works out expressions only while it registers a node, and looks come later. Credentials are read at each
 * look, so that one that was fixed counts at once.
 */
function registered(context: ITriggerFunctions): WatchContext {
	const read = new Map(Object.keys(context.getNode().parameters).map((name) => [name, once(() => context.getNodeParameter(name, null) as unknown)]));
	return {
		getActivationMode: () => context.getActivationMode(),
		getCredentials: async (type) => await context.getCredentials(type),
		getMode: () => context.getMode(),
		getNode: () => context.getNode(),
		getNodeParameter: (name, fallback) => read.get(name)?.() ?? fallback,
		getTimezone: () => context.getTimezone(),
		getWorkflow: () => context.getWorkflow(),
		getWorkflowStaticData: (type) => context.getWorkflowStaticData(type),
		logger: context.logger,
	};
}

/** Worked out now, and told or thrown whenever it is requested. */
function once<T>(work: () => T): () => T {
	try {
		const value = work();
		return () => value;
	} catch (error) {
		return () => {
			throw error;
		};
	}
}

