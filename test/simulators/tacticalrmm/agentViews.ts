import type { Agent } from './agent';
import { timeZones } from './settings';
import { detailOf, rowOf, shortOf, zonesHere } from './views';
import type { World } from './world';

const zones = JSON.stringify(timeZones);

/** What of agents is shown again and again: each serialised once until it changes. */
export class AgentViews {
	readonly #rows = new WeakMap<Agent, { stamp: string; text: string }>();
	readonly #details = new WeakMap<Agent, { stamp: string; text: string }>();
	readonly #lists = new Map<string, { stamp: string; until: number; bytes: Buffer }>();

	constructor(private readonly world: World) {}

	/** GET /agents/ of some agents; `key` names the selection, which must be the same ones for the same state of the tables. */
	list(key: string, agents: () => Agent[]): Buffer {
		return this.#kept(`long ${key}`, agents, (chosen) => ({
			text: `[${chosen.map((agent) => this.#row(agent)).join(',')}]`,
			until: chosen.reduce((first, agent) => Math.min(first, agent.unchangedUntil), Infinity),
		}));
	}

	/** GET /agents/?detail=false of some agents. */
	shortList(key: string, agents: () => Agent[]): Buffer {
		return this.#kept(`short ${key}`, agents, (chosen) => ({
			text: JSON.stringify(chosen.map((agent) => shortOf(this.world, agent))),
			until: Infinity,
		}));
	}

	/** GET /agents/<agent_id>/. */
	detail(agent: Agent): string {
		const stamp = this.#stampOf(agent);
		const known = this.#details.get(agent);
		if (known?.stamp === stamp) return known.text;
		const text = JSON.stringify(detailOf(this.world, agent)).replace(`"${zonesHere}"`, () => zones);
		this.#details.set(agent, { stamp, text });
		return text;
	}

	#row(agent: Agent): string {
		const stamp = this.#stampOf(agent);
		const known = this.#rows.get(agent);
		if (known?.stamp === stamp) return known.text;
		const text = JSON.stringify(rowOf(this.world, agent));
		this.#rows.set(agent, { stamp, text });
		return text;
	}

	/** A list as it was served before, until a table changes or the clock changes an agent. */
	#kept(key: string, agents: () => Agent[], make: (chosen: Agent[]) => { text: string; until: number }): Buffer {
		const stamp = `${this.world.tables.shown} ${this.world.agentRevision}`;
		const known = this.#lists.get(key);
		if (known?.stamp === stamp && this.world.now().getTime() < known.until) return known.bytes;
		const { text, until } = make(agents());
		const bytes = Buffer.from(text);
		if (this.#lists.size > 50) this.#lists.clear();
		this.#lists.set(key, { stamp, until, bytes });
		return bytes;
	}

	/** Of what a view is made. */
	#stampOf(agent: Agent): string {
		return `${this.world.tables.shown} ${agent.revision} ${agent.status} ${agent.lastSeen}`;
	}
}
