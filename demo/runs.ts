/** "Run now": starts a workflow in n8n as "Execute workflow" does, and knows how that went. */
import type { N8nClient } from '../test/e2e/n8n/rest';
import type { Clock } from './day/clock';

export interface Run {
	/** When it was started, ms since the epoch. */
	at: number;
	state: 'running' | 'waiting' | 'done' | 'failed';
	/** Why it failed. */
	why?: string;
}

const EVERY_MS = 1_000;
/** Longer than any example takes that waits for nobody. */
const LONGEST_MS = 5 * 60_000;

type Client = Pick<N8nClient, 'workflow' | 'start' | 'executionStatus'>;

export class Runs {
	private readonly last = new Map<string, Run>();

	constructor(
		private readonly client: Client,
		private readonly clock: Clock,
	) {}

	/** The last run of a workflow that was started here. */
	of(id: string): Run | undefined {
		return this.last.get(id);
	}

	/** Starts it, unless it is running, and follows it; what goes wrong is in the run. */
	async start(id: string, trigger: string): Promise<void> {
		if (this.last.get(id)?.state === 'running') return;
		const run: Run = { at: this.clock.now(), state: 'running' };
		this.last.set(id, run);
		try {
			this.follow(run, await this.client.start(await this.client.workflow(id), trigger));
		} catch (error) {
			Object.assign(run, { state: 'failed', why: error instanceof Error ? error.message : String(error) });
		}
	}

	private follow(run: Run, executionId: string): void {
		this.clock.after(EVERY_MS, () => {
			void this.client.executionStatus(executionId).then(
				(status) => {
					if (status === 'success') run.state = 'done';
					// A form, or a mail that asks for approval; a short wait is over soon.
					else if (status === 'waiting') run.state = 'waiting';
					else if (['error', 'crashed', 'canceled'].includes(status)) Object.assign(run, { state: 'failed', why: 'see its executions in n8n' });
					if (['running', 'waiting'].includes(run.state) && this.clock.now() - run.at < LONGEST_MS) this.follow(run, executionId);
				},
				() => this.follow(run, executionId),
			);
		});
	}
}
