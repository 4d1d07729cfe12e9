import { wholeNumber } from '../shared/fields';
import { byId } from '../shared/watch/sightings';
import type { EventName, Occurrence, Sighting, Snapshot } from '../shared/watch/types';
import { watchOf, type Wants } from '../shared/watch/watch';
import type { TacticalRmmClient } from './client';
import type { AgentRow } from './schemas/agents';
import { tacticalRmm } from './system';
import { idsOf, inPlace, within } from './target';
import { agentInSight, BOOT_TIME, BOOT_TIME_EXACT_TO_MS, bornOf, filledIn, needNames, sightingOf, sightingOfName, watchable, watchedByDefault, watchedOf, whereaboutsOf, type Known } from './watch/agents';
import { alertOccurrence, lookAtAlerts, type AlertNews } from './watch/alerts';
import { eachAlone } from './watch/eachAlone';
import { lookAtChecks } from './watch/checks';
import { aboutAlerts, aboutChecks, aboutDevices, filteredBy, filters, fromNames, lookAtAgents, needAgents, passes, passing, switches, type Chosen } from './watch/filters';
import { lookAtScripts, scriptFinished } from './watch/scripts';

const STILL_OPEN_AFTER = 30;
/** Agents asked for one by one in one look; of more, the list is read. */
const ASKED_EACH = 10;

/** Tactical RMM as it is watched: agents by their list, alerts, checks and scripts by the server's records of them. */
export const tacticalRmmWatch = watchOf<TacticalRmmClient>()({
	system: tacticalRmm,
	events: [
		{ name: 'Agent Added', value: 'deviceAdded', description: 'An agent appears for the first time' },
		{ name: 'Agent Changed', value: 'deviceChanged', description: 'A watched field has changed' },
		{ name: 'Agent Flapping', value: 'deviceFlapping', description: 'An agent keeps going offline and coming back; no more of this is reported until it is stable' },
		{ name: 'Agent Moved', value: 'deviceMoved', description: 'An agent was moved into or out of the client or site that is watched' },
		{ name: 'Agent Offline', value: 'deviceOffline', description: 'No contact with the agent for 4 minutes (or as set in Tactical RMM)' },
		{ name: 'Agent Online', value: 'deviceOnline', description: 'An agent that was offline is back' },
		{ name: 'Agent Overdue', value: 'agentOverdue', description: 'No contact with the agent for 30 minutes (or as set in Tactical RMM)' },
		{ name: 'Agent Removed', value: 'deviceRemoved', description: 'An agent was deleted in Tactical RMM' },
		{ name: 'Agent Restarted', value: 'deviceRestarted', description: 'An agent reports a later start of its computer' },
		{ name: 'Agent Version Changed', value: 'agentVersionChanged', description: 'An agent runs another version of the agent software' },
		{ name: 'Alert Raised', value: 'alertRaised', description: 'Tactical RMM has raised an alert' },
		{ name: 'Alert Resolved', value: 'alertResolved', description: 'An alert was resolved, by Tactical RMM or by somebody' },
		{ name: 'Alert Still Open', value: 'alertStillOpen', description: "An alert has been open for the time set in 'Still Open After', 30 minutes by default" },
		{ name: 'Check Failing', value: 'checkFailing', description: 'A check starts to fail; noticed up to 3 minutes later' },
		{ name: 'Check Passing', value: 'checkPassing', description: 'A check that failed passes again' },
		{ name: 'Mass Change', value: 'massChange', description: 'More than half of all agents went offline or disappeared at once (sent instead of single events)' },
		{ name: 'Mass Change Ended', value: 'massChangeOver', description: 'A mass change has ended; reports how many agents are back, and which are not' },
		{ name: 'Needs Reboot', value: 'needsReboot', description: 'An agent needs a restart and did not before' },
		{ name: 'Patches Pending', value: 'patchesPending', description: 'An agent has approved Windows updates to install, and had none before' },
		{ name: 'Script Finished', value: 'scriptFinished', description: 'A script has ended on an agent, no matter who started it' },
	],
	// Workflows do not hold what they leave at its default.
	chosenByDefault: ['agentOverdue'],
	watchable,
	watchedByDefault,
	filledIn,
	watchedOf,
	switches,
	filters,
	filteredBy,
	passes,
	passing,
	provedByLog: [...aboutAlerts, ...aboutChecks, 'scriptFinished'],
	turns: {
		agentOverdue: { field: 'status', to: 'overdue', isOutage: true },
		agentVersionChanged: { field: 'version' },
		deviceRestarted: { field: BOOT_TIME, laterBy: BOOT_TIME_EXACT_TO_MS },
		needsReboot: { field: 'needs_reboot', to: 1 },
		patchesPending: { field: 'has_patches_pending', to: 1 },
	},
	scope: within,
	isPart: (chosen) => Object.keys(idsOf(chosen)).length > 0,
	seesByRights: true,
	more: {
		stillOpenAfter: wholeNumber({
			displayName: 'Still Open After (Minutes)',
			default: STILL_OPEN_AFTER,
			min: 1,
			max: 43_200,
			description: "How long after it was raised an open alert is reported as 'Alert Still Open'",
		}),
	},

	async look(client, wants) {
		const look = new Look(client, wants);
		await look.agents();
		await look.alerts();
		await look.checks();
		await look.scripts();
		return look.snapshot();
	},

	bornOf,

	async whereabouts(client, id, { chosen }) {
		return await whereaboutsOf(client, id, idsOf(chosen));
	},
});

/** One look at the server: with the requests that the chosen events and filters need, and no others. */
class Look {
	private rows: readonly AgentRow[] | undefined;
	private sightings: readonly Sighting[] | undefined;
	/** Agents that were requested one by one. */
	private readonly single = new Map<string, Known>();
	private readonly occurrences: Occurrence[] = [];
	private readonly open: string[] = [];
	/** Agents of which a question failed, and what is not known because of it. */
	private readonly unanswered = new Set<string>();
	private readonly unasked: Array<Pick<Occurrence, 'event' | 'key'>> = [];
	private readonly scope: { client?: number; site?: number };
	private readonly from: string;

	constructor(
		private readonly client: TacticalRmmClient,
		private readonly wants: Wants,
	) {
		this.scope = idsOf(wants.chosen);
		this.from = wants.logFrom ?? '';
	}

	/** The whole list where anything but names is needed of agents, 1 KB each; else the short one, a tenth as long; or neither. */
	async agents(): Promise<void> {
		const needed = this.chosenOf([...aboutDevices, ...aboutChecks]);
		if (needed.some((event) => !fromNames.includes(event))) await this.wholeList();
		else if (needed.length > 0) await (lookAtAgents(this.filters) ? this.wholeList() : this.names());
	}

	async alerts(): Promise<void> {
		if (this.chosenOf(aboutAlerts).length === 0) return;
		const { events, chosen, open } = this.wants;
		const stillOpenAfter = typeof chosen.stillOpenAfter === 'number' ? chosen.stillOpenAfter : STILL_OPEN_AFTER;
		const found = await lookAtAlerts(this.client, {
			raised: events.has('alertRaised'),
			resolved: events.has('alertResolved'),
			openForMinutes: events.has('alertStillOpen') ? stillOpenAfter : undefined,
			from: this.from,
			open,
			held: this.wants.held,
			scope: this.scope,
		});
		const isHeld = ({ event, alert }: AlertNews) => this.wants.held.some((each) => each.event === event && each.key === String(alert.id));
		const fresh = found.news.filter((news) => isHeld(news) || (news.at >= this.from && !this.wants.isKnown({ event: news.event, key: String(news.alert.id) })));
		if (needAgents(this.filters)) await this.know(fresh.flatMap(({ alert }) => alert.agent_id ?? []));
		const { known } = this;
		// What is not known of an agent may be what keeps its alerts back: they wait for the next look.
		const [later, now] = partition(found.news, ({ alert }) => alert.agent_id !== null && alert.agent_id !== undefined && this.unanswered.has(alert.agent_id));
		this.unasked.push(...later.map(({ event, alert }) => ({ event, key: String(alert.id) })));
		this.take({ occurrences: now.map((news) => alertOccurrence(news, known)), open: found.open });
	}

	async checks(): Promise<void> {
		const chosen = this.chosenOf(aboutChecks);
		if (chosen.length === 0) return;
		const { held } = this.wants;
		const { occurrences, open, unasked } = await lookAtChecks(this.client, { rows: this.rows ?? [], known: this.known, from: this.from, open: this.wants.open, held });
		this.unasked.push(...unasked);
		this.take({ occurrences: occurrences.filter(({ event }) => chosen.includes(event)), open });
	}

	async scripts(): Promise<void> {
		if (!this.wants.events.has('scriptFinished')) return;
		const { finished, open, late } = await lookAtScripts(this.client, this.wants.open);
		await this.know(finished.flatMap((run) => run.agent_id ?? []));
		const { known, from } = this;
		this.take({ occurrences: finished.flatMap((run) => scriptFinished(run, known, { from, late })), open });
	}

	/**
	 * Gets to know the agents of what may be reported: one by one where they are few, which costs less than the list; asked for only once
	 * there is something to tell. One that is gone, or that the key may not see, stays unknown.
	 */
	private async know(agents: readonly string[]): Promise<void> {
		const unknown = [...new Set(agents)].filter((id) => !this.known.has(id));
		if (unknown.length === 0 || this.rows) return;
		if (unknown.length > ASKED_EACH) return await (needAgents(this.filters) ? this.wholeList() : this.names());
		const answers = await eachAlone(unknown, async (id) => await agentInSight(this.client, id, this.scope));
		for (const [id, { value: row, failed }] of answers) {
			if (failed) this.unanswered.add(id);
			else if (row) this.single.set(id, sightingOf(row, this.wants.fields));
		}
	}

	private async names(): Promise<void> {
		this.sightings ??= (await inPlace(this.client, this.scope, await this.client.agents.names(this.scope))).map(sightingOfName);
	}

	private get filters(): Chosen {
		return this.wants.filters as Chosen;
	}

	private async wholeList(): Promise<void> {
		if (this.rows) return;
		const { fields } = this.wants;
		this.rows = await inPlace(this.client, this.scope, await this.client.agents.list(this.scope));
		const names = needNames(fields) ? await this.client.customFields.requireNames('agent') : undefined;
		this.sightings = this.rows.map((row) => sightingOf(row, fields, names));
	}

	snapshot(): Snapshot {
		const isAboutDevices = this.chosenOf(aboutDevices).length > 0;
		const hasRecords = this.wants.logFrom !== undefined;
		return {
			sightings: isAboutDevices ? (this.sightings ?? []) : null,
			...(hasRecords && { occurrences: this.occurrences, unasked: this.unasked, open: this.open }),
			now: this.client.serverNow().toISOString(),
		};
	}

	private get known(): ReadonlyMap<string, Known> {
		return new Map<string, Known>([...this.single, ...byId(this.sightings ?? [])]);
	}

	private chosenOf(events: readonly EventName[]): EventName[] {
		return events.filter((event) => this.wants.events.has(event));
	}

	private take({ occurrences, open }: { occurrences: Occurrence[]; open: string[] }): void {
		this.occurrences.push(...occurrences);
		this.open.push(...open);
	}
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
	return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}
