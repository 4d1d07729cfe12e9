/** A network, an n8n with the workflows under test, and the inboxes; and how to wait until everything is reported. */
import { startInbox } from '../../../demo/inbox';
import type { Inbox } from '../../../demo/inbox';
import { withCredentials } from '../../../demo/examples';
import { startSlack } from '../../../demo/slack';
import type { Slack } from '../../../demo/slack';
import { startNetAlertX } from '../../simulators/netalertx';
import type { NetAlertX } from '../../simulators/netalertx';
import type { CredentialReference, SavedWorkflow, WorkflowJson } from '../n8n/types';
import { until } from '../n8n/wait';
import { startTestN8n, type TestN8n } from '../support';
import { arrivals, eventIds, expectedArrivals } from './arrivals';
import { openDoor, type Door } from './door';
import { Journal } from './journal';
import { isSilent, pollsBy } from './polls';
import { workflowsUnderTest } from './workflows';

/** A workflow that is active in n8n, with its own way to the server. */
export interface Watched {
	saved: SavedWorkflow;
	door: Door;
}

const unfinished = ['new', 'running', 'waiting'];

/** When the server could not be reached; `to` is the end of it, and open while it lasts. */
interface Absence {
	from: number;
	to: number;
}

export class World {
	readonly journal: Journal;
	readonly watched: Watched[] = [];
	private readonly absences: Absence[] = [];

	private constructor(
		readonly server: NetAlertX,
		readonly inbox: Inbox,
		readonly slack: Slack,
		readonly running: TestN8n,
	) {
		this.journal = new Journal(server);
	}

	/** Starts all of it and activates the workflows; what was started is stopped if something fails. */
	static async start(env: NodeJS.ProcessEnv = {}): Promise<World> {
		const [server, inbox, slack] = await Promise.all([startNetAlertX({ devices: 60 }), startInbox(), startSlack()]);
		const stopServers = async () => void (await Promise.all([server.stop(), inbox.stop(), slack.stop()]));
		const running = await startTestN8n({ env: { ...slack.environment, ...env } }).catch(async (error: unknown) => {
			await stopServers();
			throw error;
		});
		const world = new World(server, inbox, slack, running);
		try {
			for (const workflow of workflowsUnderTest()) await world.watch(workflow);
		} catch (error) {
			await world.stop();
			throw error;
		}
		return world;
	}

	async stop(): Promise<void> {
		await this.running.n8n.stop();
		await Promise.all(this.watched.map(({ door }) => door.shut().catch(() => {})));
		await Promise.all([this.server.stop(), this.inbox.stop(), this.slack.stop()]);
	}

	/**
	 * Waits until all that happened is reported, and then until every trigger has polled twice more, so that what is reported twice or
	 * wrongly is there as well; then compares. No poll may have failed but for want of a server.
	 */
	async expectAllToldOnce(): Promise<void> {
		// At the deadline the comparison below shows the missing events, which says more than the deadline's error.
		await this.untilAllTold(60_000).catch(() => {});
		await this.pollTwiceMore();
		expect(this.arrived).toEqual(this.expected);
		const ids = eventIds(this.slack);
		expect(new Set(ids).size).toBe(ids.length);
		const serverWasThere = (at: number) => !this.absences.some(({ from, to }) => from <= at && at <= to);
		expect((await this.failures()).flat().filter(serverWasThere)).toEqual([]);
	}

	/** Returns as soon as all that happened is reported; an Error at the deadline. */
	async untilAllTold(deadlineMs: number): Promise<void> {
		const isTold = () => JSON.stringify(this.arrived) === JSON.stringify(this.expected);
		await until('everything to be told', isTold, { deadlineMs });
	}

	/** Nobody reaches the server any more. */
	async serverGoes(): Promise<void> {
		this.absences.push({ from: Date.now(), to: Infinity });
		for (const { door } of this.watched) await door.shut();
	}

	async serverReturns(): Promise<void> {
		for (const { door } of this.watched) await door.open();
		for (const absence of this.absences) absence.to = Math.min(absence.to, Date.now());
	}

	/** When polls and executions failed, for each trigger. */
	async failures(): Promise<number[][]> {
		const all = await Promise.all(this.watched.map(({ saved }) => this.running.client.executions(saved.id, 100)));
		const failed = all.map((executions) => executions.filter(({ status }) => !['success', ...unfinished].includes(status)));
		return failed.map((executions) => executions.map(({ createdAt }) => Date.parse(createdAt)));
	}

	get arrived() {
		return arrivals(this.inbox, this.slack);
	}

	get expected() {
		return expectedArrivals(this.journal);
	}

	/** Returns when every trigger has polled twice more, and neither a poll nor an execution is under way. */
	async pollTwiceMore(): Promise<void> {
		const { requests } = this.server;
		const polls = () => this.watched.map(({ door }) => pollsBy(door.host, requests));
		const before = polls();
		const havePolled = () => polls().every((count, index) => count >= (before[index] ?? 0) + 2);
		const isQuiet = async () => havePolled() && isSilent(requests) && (await this.isIdle());
		await until('two more polls of every trigger', isQuiet, { deadlineMs: 60_000 });
	}

	private async isIdle(): Promise<boolean> {
		const latest = await this.running.client.executions();
		return latest.every(({ status }) => !unfinished.includes(status));
	}

	private async watch(workflow: WorkflowJson): Promise<void> {
		const door = await openDoor(this.server.url);
		const { client } = this.running;
		const saved = await client.createWorkflow(withCredentials(workflow, await this.credentials(door)));
		this.watched.push({ saved, door });
		await client.activate(saved);
	}

	private async credentials(door: Door): Promise<CredentialReference[]> {
		const { client } = this.running;
		const smtp = { user: '', password: '', host: '127.0.0.1', port: this.inbox.smtpPort, secure: false, disableStartTls: true };
		const netAlertX = { baseUrl: `http://${door.host}`, apiToken: this.server.token, allowUnauthorizedCerts: false, caCertificate: '' };
		return [
			await client.createCredential(`NetAlertX at ${door.host}`, 'netAlertXApi', netAlertX),
			await client.createCredential('SMTP', 'smtp', smtp),
			await client.createCredential('Slack', 'slackApi', { accessToken: this.slack.token }),
		];
	}
}
