import { createHash } from 'node:crypto';
import type { Connect, Connected, Identity } from '../shared/connected';
import { CancelledError, InputError, RequestError } from '../shared/errors';
import { withDetails } from '../shared/fleet/details';
import { fleetDevice, type FleetDevice } from '../shared/fleet/fleetDevice';
import { matchedInTurns } from '../shared/fleet/match';
import { eachInTurns } from '../shared/fleet/turns';
import type { FleetPart, FleetRecord, Group, Pair } from '../shared/fleet/types';
import { ReadOnce } from '../shared/readOnce';
import { inWords } from '../shared/text';
import { wordsOf } from '../shared/thrown';
import { accessParameter, systems, type FleetSystem } from './systems';

/** n8n's words where no credential of a kind is chosen; they would be taken for our own. */
const NONE_CHOSEN = /^Node does not (have any credentials set|require credentials)/;

/** What is read of which systems. */
export interface Question {
	/** By `source`. */
	systems: readonly string[];
	/** How each is reached: the type of its credential, by `source`; of those without a choice nothing. */
	accesses: Readonly<Record<string, string | undefined>>;
	/** Most agents of each system to ask for their details; 0 for none. */
	details: number;
	/** How long to wait for details, in ms; until all are there by default. */
	patienceMs?: number;
	/** A system that cannot be reached is left out, and nothing is concluded from its absence. */
	continueWithout: boolean;
	pairs: readonly Pair[];
	/** Devices that were put aside in the one system that has them. */
	includeArchived: boolean;
}

/** What one system told. */
export interface PartRead extends FleetPart {
	/** Everything was read: what is not among the records is not there, as far as the account may see. */
	isWhole: boolean;
	/** The details of some devices were wanted and not read yet: what they have in common with others may be seen later. */
	isUnread: boolean;
	/** Why it could not be read at all, and is gone on without. */
	without?: Error;
}

/** The devices of all systems that were asked, each once. */
export interface Fleet {
	parts: readonly PartRead[];
	groups: readonly Group[];
	devices: readonly FleetDevice[];
	/** Systems that were read whole, by `source`. */
	whole: ReadonlySet<string>;
	/** ms since the epoch. */
	now: number;
}

/** Matches what the systems told, in slices, between which n8n's other workflows have their turn. */
export async function fleetOf(parts: readonly PartRead[], { systems: asked, pairs, includeArchived }: Pick<Question, 'systems' | 'pairs' | 'includeArchived'>): Promise<Fleet> {
	const now = Date.now();
	const all = await matchedInTurns(parts, { now, pairs });
	const groups = includeArchived ? all : all.filter(({ records }) => !records.every(({ isArchived }) => isArchived));
	const whole = new Set(parts.filter(({ isWhole }) => isWhole).map(({ source }) => source));
	const devices = await eachInTurns(groups, (group) => fleetDevice(group, { systems: asked, whole, now }));
	return { parts, groups, devices, whole, now };
}

/** The devices of several systems as one fleet. Each system is connected to when it is needed. */
export class FleetClient {
	private readonly read = new ReadOnce();

	constructor(private readonly connect: Connect) {}

	/** The whole fleet: read and matched once for the same question, however many items ask. */
	async fleet(question: Question): Promise<Fleet> {
		return await this.read.get(`fleet ${JSON.stringify(question)}`, async () => await fleetOf(await this.parts(question), question));
	}

	/** All that the systems told, not matched yet. */
	async parts(question: Question): Promise<PartRead[]> {
		return await this.read.get(`parts ${JSON.stringify(question)}`, async () => await this.asked(question));
	}

	/** Server and account of each chosen system, for what is kept from one look to the next. */
	async identity(question: Pick<Question, 'systems' | 'accesses'>): Promise<Identity> {
		const all = await Promise.all(chosenOf(question).map(async ({ system, access }) => await (await this.connected(system, access)).identity()));
		return { scope: JSON.stringify(all.map(({ scope }) => scope)), asker: JSON.stringify(all.map(({ asker }) => asker)) };
	}

	private async asked(question: Question): Promise<PartRead[]> {
		const outcomes = await Promise.allSettled(chosenOf(question).map(async ({ system, access }) => await this.part(system, access, question)));
		const failed = outcomes.find((outcome) => outcome.status === 'rejected');
		if (failed) throw failed.reason;
		const read = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
		// Without any of them there is no fleet, and nothing to continue with.
		const [first] = read;
		if (first && read.every(({ without }) => without !== undefined)) throw first.without;
		return read;
	}

	private async part(system: FleetSystem, access: FleetSystem['accesses'][number], question: Question): Promise<PartRead> {
		const { name, source, fleet } = system;
		try {
			return await this.readPart(system, access, question);
		} catch (error) {
			if (error instanceof RequestError && !error.notes.includes(this.noteOn(system))) error.notes.push(this.noteOn(system));
			if (!question.continueWithout || error instanceof InputError || error instanceof CancelledError || !(error instanceof RequestError)) throw error;
			this.connect.remark({ text: `${name} could not be read and is left out: ${error.message}. No device counts as missing from it`, sort: `without ${source}`, isWhole: true });
			return { source, rowsAre: fleet.rowsAre, records: [], isWhole: false, isUnread: false, without: error };
		}
	}

	private noteOn({ name }: FleetSystem): string {
		return `The request went to ${name}.`;
	}

	private async readPart(system: FleetSystem, access: FleetSystem['accesses'][number], question: Question): Promise<PartRead> {
		const { name, source, fleet } = system;
		let isListed = false;
		let leavesOut = false;
		const { client, identity } = await this.connected(system, access, (remark) => {
			leavesOut ||= !isListed && remark.leavesOut === true;
			this.connect.remark(remark);
		});
		const listed = await fleet.list(client);
		isListed = true;
		const { records, isUnread } = question.details > 0 ? await this.detailed(listed, { name, fleet, client, identity: await identity(), most: question.details, patienceMs: question.patienceMs }) : { records: listed, isUnread: false };
		return { source, rowsAre: fleet.rowsAre, records, isUnread, isWhole: !leavesOut && !listed.some(({ isPartial }) => isPartial) };
	}

	private async detailed(listed: FleetRecord[], { name, fleet, client, identity, most, patienceMs }: { name: string; fleet: FleetSystem['fleet']; client: unknown; identity: Identity; most: number; patienceMs?: number }): Promise<{ records: FleetRecord[]; isUnread: boolean }> {
		const scope = createHash('sha256').update(JSON.stringify(identity)).digest('base64url').slice(0, 16);
		const { records, left, failed, why, isUnread } = await withDetails(listed, { source: fleet, client, scope, most, patienceMs, now: Date.now() });
		const agents = (count: number) => `${count} ${count === 1 ? 'device' : 'devices'}`;
		if (left > 0) this.connect.remark({ text: `${name}: the details of ${agents(left)} are left for the next run; those read now are remembered`, sort: `details left ${name}`, isWhole: true });
		if (failed > 0) this.connect.remark({ text: `${name}: the details of ${agents(failed)} could not be read${why === undefined ? '' : `: ${why}`}`, sort: `details failed ${name}`, isWhole: true });
		return { records, isUnread };
	}

	private async connected({ name }: FleetSystem, access: FleetSystem['accesses'][number], remark = this.connect.remark): Promise<Connected<unknown>> {
		try {
			return await this.connect(access, { remark });
		} catch (error) {
			if (error instanceof InputError || error instanceof RequestError || error instanceof CancelledError) throw error;
			const words = wordsOf(error);
			const advice = `Choose one in the node, or remove ${name} from 'Systems'.`;
			if (NONE_CHOSEN.test(words)) throw new InputError(`No credential for ${name} is chosen`, advice);
			throw new InputError(`The credential for ${name} cannot be used`, `${advice} n8n says: ${words}`);
		}
	}
}

/** @throws InputError for a system that there is not */
function chosenOf({ systems: chosen, accesses }: Pick<Question, 'systems' | 'accesses'>): Array<{ system: FleetSystem; access: FleetSystem['accesses'][number] }> {
	return chosen.map((source) => {
		const system = systems.find((each) => each.source === source);
		if (!system) throw new InputError(`There is no system "${source}"`, `There are: ${inWords(systems.map(({ name }) => name))}.`);
		const wanted = accesses[source];
		const access = wanted === undefined ? system.accesses[0]! : system.accesses.find(({ credential }) => credential === wanted);
		if (!access) throw new InputError(`${system.name} has no '${accessParameter(system)}' of this kind`, "Choose it from the node's list again.");
		return { system, access };
	});
}
