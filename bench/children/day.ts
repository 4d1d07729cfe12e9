/**
 * A day of all triggers at large systems, by a clock that is moved on from look to look: what is reported is compared with what happened, look by
 * look, and each hour it is noted what the process and n8n's static data hold.
 */
import '../../test/support/environment';
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IDataObject, INodeType, IPollFunctions, ITriggerFunctions } from 'n8n-workflow';
import { DeviceFleetTrigger } from '../../nodes/DeviceFleet/DeviceFleetTrigger.node';
import { deviceFleetWatch } from '../../nodes/DeviceFleet/watch';
import { meshCentralLiveWatch } from '../../nodes/MeshCentral/live';
import { MeshCentralLiveTrigger } from '../../nodes/MeshCentral/MeshCentralLiveTrigger.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { meshCentralWatch } from '../../nodes/MeshCentral/watch';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { meshtechWatch } from '../../nodes/Meshtech/watch';
import { netAlertXLiveWatch } from '../../nodes/NetAlertX/live';
import { NetAlertXLiveTrigger } from '../../nodes/NetAlertX/NetAlertXLiveTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { netAlertXWatch } from '../../nodes/NetAlertX/watch';
import { live, type LiveWatch } from '../../nodes/shared/watch/live';
import { poll } from '../../nodes/shared/watch/poll';
import type { Timers } from '../../nodes/shared/watch/timers';
import type { Watch } from '../../nodes/shared/watch/watch';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { tacticalRmmWatch } from '../../nodes/TacticalRmm/watch';
import { until } from '../../test/e2e/n8n/wait';
import { LiveNode } from '../../test/support/liveNode';
import { Poller } from '../../test/support/poller';
import { answer } from '../support/answer';
import { fleetWorld, UNMANAGED_FOR_HOURS } from '../support/day/fleetWorld';
import { BEFORE_MS, clockFrom, Day, type DayWorld } from '../support/day/world';
import { meshCentralWorld, meshtechWorld, netAlertXWorld, tacticalRmmWorld } from '../support/day/worlds';
import { census } from '../support/meters';

export interface DayGiven {
	devices: number;
	everyMinutes: number;
	hours: number;
}
export interface DayCosts {
	/** By trigger. */
	triggers: Record<string, Told>;
	/** Bytes after each hour, garbage collected; and sockets and timers that are open. */
	heap: number[];
	open: number[];
	/** Of all looks of one step, ms. */
	stepMs: number[];
}
export interface Told {
	expected: number;
	told: number;
	lost: string[];
	/** Told twice, or without a reason. */
	surplus: string[];
	/** Bytes of the whole entry in n8n's static data after each hour. */
	state: number[];
	/** Lines in n8n's log. */
	warnings: number;
}

const BEGINS = Date.UTC(2026, 10, 20, 18);
const MINUTE_MS = 60_000;
/** Of live triggers: what a look may take, and a second. */
const LOOK_LEFT_AFTER_MS = 37_000;
const clock = clockFrom(BEGINS);

/** The timers of a live trigger, which go by the same clock. */
class DayTimers implements Timers {
	private readonly waiting = new Set<{ at: number; ms: number; task: () => void }>();

	now(): number {
		return clock.now;
	}

	after(ms: number, task: () => void): () => void {
		const entry = { at: clock.now + ms, ms, task };
		this.waiting.add(entry);
		return () => void this.waiting.delete(entry);
	}

	/** Does what is due. */
	pass(): void {
		for (const entry of [...this.waiting].filter(({ at }) => at <= clock.now)) {
			this.waiting.delete(entry);
			entry.task();
		}
	}

	/** While a look is under way, so long is waited for its end. */
	get isLooking(): boolean {
		return [...this.waiting].some(({ ms }) => ms === LOOK_LEFT_AFTER_MS);
	}
}

/** All ids of events that were ever told, outside of the heap that is measured: of each a number, in a table that is never full. */
class SeenIds {
	private readonly table = new Float64Array(2 ** 20);

	/** @returns whether it is new */
	add(id: string): boolean {
		const number = 1 + createHash('sha256').update(id).digest().readUIntBE(0, 6);
		let at = number % this.table.length;
		while (this.table[at] !== 0 && this.table[at] !== number) at = (at + 1) % this.table.length;
		if (this.table[at] === number) return false;
		this.table[at] = number;
		return true;
	}
}

/** A trigger, active at its system. */
interface Active {
	name: string;
	day: Day;
	due?: (now: number) => string[];
	look(): Promise<Array<{ json: IDataObject }>>;
	kept(): IDataObject | undefined;
	warnings(): number;
	stop(): Promise<void>;
	keyOf(json: IDataObject): string;
}

const byId = ({ event, device }: IDataObject): string => `${String(event)} ${(device as { id?: string } | null)?.id}`;
const byName = ({ event, device, name }: IDataObject): string => `${String(event)} ${(device as { name?: string } | null)?.name ?? String(name)}`;

/** Whatever its credential is, it leads to this client. */
function standIn<C, W extends Watch<C>>(watch: W, client: C): W {
	return { ...watch, system: { ...watch.system, joined: () => ({ client, identity: () => ({ scope: 'server', asker: 'account' }) }) } };
}

async function polling<C>(name: string, type: INodeType, watch: Watch<C>, world: DayWorld<C> & { due?: Active['due'] }, devices: number, more: IDataObject = {}): Promise<Active> {
	const standing = standIn<C, Watch<C>>(watch, world.client);
	const poller = new Poller({
		load: async () => await Promise.resolve({ description: type.description, poll: async function (this: IPollFunctions) { return await poll(this, standing); } } as INodeType),
		parameters: { triggerOn: world.events, ...more } as never,
		credentials: {},
		workflowId: name,
		saving: 'scheduler',
	});
	await poller.activate();
	const look = async () => {
		const told = (await poller.poll()) ?? [];
		poller.emitted.length = 0;
		return told;
	};
	return { name, day: new Day(world, devices), due: world.due, look, kept: () => poller.saved?.watch as IDataObject, warnings: () => poller.warnings.length, stop: async () => await Promise.resolve(), keyOf: world.due ? byName : byId };
}

async function listening<C>(name: string, type: INodeType, watch: LiveWatch<C>, world: DayWorld<C>, devices: number): Promise<Active> {
	const timers = new DayTimers();
	let ring: () => void = () => {};
	const standing: LiveWatch<C> = {
		...standIn<C, LiveWatch<C>>(watch, world.client),
		listen: async (_, rings, signal) => {
			ring = rings;
			rings();
			await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
		},
	};
	const node = new LiveNode({
		load: async () => await Promise.resolve({ description: type.description, trigger: async function (this: ITriggerFunctions) { return await live(this, standing, timers); } } as INodeType),
		parameters: { triggerOn: world.events } as never,
		credentials: {},
		workflowId: name,
	});
	await node.activate();
	/** Does what is due, and waits for the look that it began. */
	const pass = async () => {
		timers.pass();
		await until('the end of the look', () => !timers.isLooking, { everyMs: 2, deadlineMs: 120_000 });
		await nextTurn();
		return node.emitted.splice(0);
	};
	// The look that belongs to the opening.
	clock.now += 2_000;
	await pass();
	const look = async () => {
		ring();
		return await pass();
	};
	return { name, day: new Day(world, devices), look, kept: () => node.saved?.watch as IDataObject, warnings: () => node.warnings.length, stop: async () => await node.deactivate(), keyOf: byId };
}

async function main({ devices, everyMinutes, hours }: DayGiven): Promise<DayCosts> {
	const all: Active[] = [
		await polling('NetAlertX', new NetAlertXTrigger(), netAlertXWatch, netAlertXWorld(devices), devices),
		await polling('Tactical RMM', new TacticalRmmTrigger(), tacticalRmmWatch, tacticalRmmWorld(devices), devices),
		await polling('MeshCentral', new MeshCentralTrigger(), meshCentralWatch, meshCentralWorld(devices, BEGINS), devices),
		await polling('Meshtech', new MeshtechTrigger(), meshtechWatch, meshtechWorld(devices, BEGINS), devices),
		await polling('Device Fleet', new DeviceFleetTrigger(), deviceFleetWatch, fleetWorld(devices, BEGINS), devices, { systems: ['netAlertX', 'tacticalRmm'], options: { unmanagedFor: UNMANAGED_FOR_HOURS } }),
		await listening('NetAlertX Live', new NetAlertXLiveTrigger(), netAlertXLiveWatch, netAlertXWorld(devices), devices),
		await listening('MeshCentral Live', new MeshCentralLiveTrigger(), meshCentralLiveWatch, meshCentralWorld(devices, BEGINS), devices),
	];
	const triggers: DayCosts['triggers'] = Object.fromEntries(all.map(({ name }) => [name, { expected: 0, told: 0, lost: [], surplus: [], state: [], warnings: 0 }]));
	const [heap, open, stepMs]: number[][] = [[], [], []];
	const ids = new SeenIds();
	const looks = 60 / everyMinutes;
	for (let step = 1; step <= hours * looks; step++) {
		clock.now += everyMinutes * MINUTE_MS;
		const from = performance.now();
		for (const { name, day, due, look, keyOf } of all) {
			const expected = [...day.step(clock.now - BEFORE_MS), ...(due?.(clock.now) ?? [])];
			const items = await look();
			const sum = triggers[name]!;
			sum.expected += expected.length;
			sum.told += items.length;
			const told = items.map(({ json }) => keyOf(json));
			sum.lost.push(...without(expected, told).map((each) => `look ${step}: ${each}`));
			sum.surplus.push(...without(told, expected).map((each) => `look ${step}: ${each}`));
			for (const { json } of items) {
				const id = `${name} ${String(json.eventId)}`;
				if (!ids.add(id)) sum.surplus.push(`look ${step}: ${id} once more`);
			}
		}
		stepMs!.push(performance.now() - from);
		if (step % looks !== 0) continue;
		const { heap: bytes, open: opened } = await census();
		heap!.push(bytes);
		open!.push(opened);
		for (const { name, kept } of all) triggers[name]!.state.push(Buffer.byteLength(JSON.stringify(kept() ?? {})));
		process.stderr.write(`day: hour ${step / looks}, heap ${Math.round(bytes / 1e6)} MB, a step ${Math.round(stepMs!.at(-1)!)} ms, states ${all.map(({ name }) => Math.round(triggers[name]!.state.at(-1)! / 1_000)).join(', ')} kB\n`);
	}
	for (const { name, warnings, stop } of all) {
		triggers[name]!.warnings = warnings();
		await stop();
	}
	return { triggers, heap: heap!, open: open!, stepMs: stepMs! };
}

/** What is in one and not, or less often, in the other. */
function without(all: readonly string[], others: readonly string[]): string[] {
	const left = [...others];
	return all.filter((each) => {
		const at = left.indexOf(each);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
}

void main(JSON.parse(process.argv[2]!) as DayGiven).then(answer);
