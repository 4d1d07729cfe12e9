import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random';
import { Access } from './access';
import { Agent, type AgentRow } from './agent';
import { blankAlert } from './alerts';
import { noMatch } from './answers';
import { CallsOut } from './callOut';
import { blankResult } from './checks';
import { Clock, second } from './clock';
import { seedLab } from './lab';
import { obedientMachines, type Machines } from './machine';
import type { Alert, CheckResult, WinUpdate } from './rows';
import { labSettings, type Settings } from './settings';
import { Tables } from './tables';
import { ofTheirOwn } from './views';

/** The one who does what is done in the lab. */
export const labUser = 'labadmin';

/** The state behind the routes, and what a test may do to it. */
export class World {
	readonly tables = new Tables();
	readonly clock: Clock;
	readonly random: Random;
	readonly access: Access;
	readonly machines: Machines = obedientMachines();
	readonly settings: Settings = labSettings();
	/** The message bus between server and agents; while it is down, the server says "natsdown". */
	bus: 'up' | 'down' = 'up';
	/** Whether the beta API is on; if off, its paths are unknown. */
	betaApi: boolean;
	/** What somebody says whom the server calls to try a request, by the URL; undefined sends it for real. */
	receiver: ((url: string) => string) | undefined = () => '{"ok":true}';
	/** What alert templates have sent. */
	readonly callsOut = new CallsOut();
	/** The newest agent version, to which agents are updated. */
	latestAgentVersion = '2.11.0';
	/** Counts the changes of the agents' own rows, and of which agents there are. */
	agentRevision = 0;
	readonly #agents = new Map<string, Agent>();
	readonly #byNumber = new Map<number, Agent>();
	#lastAgent = 0;
	readonly #agentChanged = (agent: Agent) => {
		this.agentRevision++;
		// A changed row moves, as the tables' rows do.
		if (this.#agents.delete(agent.agent_id)) this.#agents.set(agent.agent_id, agent);
	};

	constructor(options: { apiKey: string; seed: number; agents: number; timeScale: number; betaApi: boolean; startAt?: Date }) {
		this.clock = new Clock(options.timeScale, options.startAt);
		this.random = new Random(options.seed);
		this.access = new Access(options.apiKey);
		this.betaApi = options.betaApi;
		seedLab(this, options.agents);
	}

	/** The server's time, which `advance` sets forward. */
	now(): Date {
		return this.clock.now();
	}

	/** Sets the server's clock forward by milliseconds: agents that do not answer become offline, then overdue. */
	advance(milliseconds: number): void {
		this.clock.advance(milliseconds);
	}

	/** The real server's wait of so many seconds, shortened by the time scale. */
	wait(seconds: number): Promise<void> {
		return delay(seconds * second * this.clock.timeScale, undefined, { ref: false });
	}

	/** All agents by their numbers. */
	agents(): Agent[] {
		return [...this.#byNumber.values()];
	}

	/** All agents as lists give them: in no promised order, those changed last at the end. */
	agentsAsStored(): Agent[] {
		return [...this.#agents.values()];
	}

	get agentCount(): number {
		return this.#agents.size;
	}

	/** An agent by agent_id, host name or numeric id; the server's 404 without it. */
	agent(key: string | number): Agent {
		const found = this.findAgent(key) ?? this.agents().find(({ hostname }) => hostname === key);
		if (!found) throw noMatch('Agent');
		return found;
	}

	/** An agent by agent_id or numeric id. */
	findAgent(key: string | number): Agent | undefined {
		return typeof key === 'number' ? this.#byNumber.get(key) : this.#agents.get(key);
	}

	/** Installs an agent. */
	addAgent(row: AgentRow, agentId: string = this.newAgentId()): Agent {
		const agent = new Agent(++this.#lastAgent, agentId, row, this.clock, this.#agentChanged);
		this.#agents.set(agentId, agent);
		this.#byNumber.set(agent.id, agent);
		this.agentRevision++;
		return agent;
	}

	/** The record goes at once, with everything that belongs to it. */
	removeAgent({ id, agent_id }: Agent): void {
		this.#agents.delete(agent_id);
		this.#byNumber.delete(id);
		const { history, alerts, checks, checkResults, tasks, taskResults, notes, pendingActions, winUpdates, software } = this.tables;
		for (const table of [history, alerts, checks, checkResults, tasks, taskResults, notes, pendingActions, winUpdates, software]) {
			for (const row of (table as typeof notes).where(({ agent }) => agent === id)) table.delete(row.id);
		}
		this.tables.customValues.deleteWhere(({ model, owner }) => model === 'agent' && owner === id);
		this.agentRevision++;
	}

	newAgentId(): string {
		return this.random.text(40, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
	}

	/** Where an agent is: the numeric ids of its client and site. */
	placeOf({ row }: Agent): { client: number; site: number } {
		return { client: this.tables.sites.get(row.site).client, site: row.site };
	}

	/** `Client, Site`, as alerts tell it. */
	nameOfPlace({ row }: Agent): string {
		const site = this.tables.sites.get(row.site);
		return `${this.tables.clients.get(site.client).name}, ${site.name}`;
	}

	/**
	 * Raises an alert as the server's jobs do; without values an availability alert of severity error that no agent has.
	 * @throws the server's 500 where an alert template names a URL action that is gone
	 */
	raiseAlert(values: Partial<Omit<Alert, 'agent'>> & { agent?: Agent | string | null } = {}): Alert {
		const { agent = null, ...columns } = values;
		const owner = typeof agent === 'string' ? this.agent(agent) : agent;
		const message = owner ? `${owner.hostname} in ${this.nameOfPlace(owner)} is overdue.` : null;
		const alert = this.tables.alerts.add({ ...blankAlert(this.clock), message, ...columns, agent: owner?.id ?? null });
		if (!alert.resolved) this.callsOut.about(this, alert, 'action');
		return alert;
	}

	/** Resolves an alert as the server's jobs do when the cause is gone. */
	resolveAlert(id: number): void {
		this.markResolved(id);
		this.callsOut.about(this, this.tables.alerts.get(id), 'resolved_action');
	}

	/** Resolves an alert as the API does: nothing is done about it. */
	markResolved(id: number): void {
		this.tables.alerts.update(id, { resolved: true, resolved_on: this.clock.stamp(), snoozed: false, snooze_until: null });
	}

	/** The agent reports a check's new status; no alert is raised by this. */
	setCheck(agent: Agent | string, checkId: number, status: CheckResult['status'], values: Partial<CheckResult> = {}): CheckResult {
		const { id } = typeof agent === 'string' ? this.agent(agent) : agent;
		const { checkResults } = this.tables;
		const known = checkResults.where((result) => result.agent === id && result.assigned_check === checkId)[0];
		const found = known ?? checkResults.add({ ...blankResult(), agent: id, assigned_check: this.tables.checks.get(checkId).id });
		const fail_count = status === 'failing' ? found.fail_count + 1 : 0;
		// How severe these are is set with the check: their results have nothing.
		const { check_type } = this.tables.checks.get(checkId);
		const severity = ofTheirOwn.includes(check_type) && { alert_severity: null };
		return checkResults.update(found.id, { status, fail_count, last_run: this.clock.stamp(), ...severity, ...values });
	}

	/** A patch that the agent's scan found; it counts as pending once its action is `approve`. */
	addPatch(agent: Agent | string, values: Partial<WinUpdate> = {}): WinUpdate {
		const owner = typeof agent === 'string' ? this.agent(agent) : agent;
		const number = 5034000 + this.tables.winUpdates.lastId;
		return this.tables.winUpdates.add({
			guid: this.random.uuid(), kb: `KB${number}`, title: `2026-02 Lab Update (KB${number})`, installed: false, downloaded: false,
			severity: 'Moderate', action: 'nothing', result: 'n/a', date_installed: null, ...values, agent: owner.id,
		});
	}
}
