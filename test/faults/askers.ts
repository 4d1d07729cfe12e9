import type { ICredentialDataDecryptedObject, INode, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { operations } from '../nodes/systems';
import { Poller } from '../support/poller';
import { behindProxy } from './behindProxy';
import { recording, replaying, type Recording, type Spoiling } from './answering';
import { openList, pressTest } from './doing';
import { FaultProxy } from './proxy';
import { subjects, type Subject } from './subjects';

/** Something that asks a server and makes something of its answers. */
export interface Asker {
	title: string;
	/** Starts a server and finds out what it answers. */
	start(): Promise<Asking>;
}

export interface Asking {
	/** Asks once more, with one answer spoilt. @returns what came of it @throws as n8n gets it */
	ask(spoiling: Spoiling): Promise<unknown>;
	stop(): Promise<void>;
}

/** Waits that are as short as they may be: a device that is never online must not hold a test. */
const SHORT_WAITS: Readonly<Record<string, INode['parameters']>> = {
	'MeshCentral: Device > Wait Until Online': { timeout: 1 },
	'Tactical RMM: Agent > Wait Until Online': { waitAtMost: 1 },
};

const operationAskers: Asker[] = operations
	.filter(({ sample }) => !sample?.withoutRequests)
	.map((row) => ({
		title: row.title,
		async start() {
			const behind = await behindProxy(row);
			const recorded = new Map();
			const run = async () => await behind.run(undefined, SHORT_WAITS[row.title]);
			behind.proxy.interfere(recording(recorded));
			await run();
			return {
				async ask(spoiling) {
					behind.proxy.interfere(replaying(recorded, spoiling));
					const { error, output } = await run();
					if (error) throw error;
					return output;
				},
				stop: behind.stop,
			};
		},
	}));

/** A subject's server behind a proxy, with its credential. */
async function behind(subject: Subject) {
	const served = await subject.start('a secret of the answers');
	const address = String(served.data[subject.address]);
	const { origin } = new URL(address);
	const { proxy, url } = await FaultProxy.start(origin);
	const data = { ...served.data, [subject.address]: address.replace(origin, url) };
	const stop = async () => {
		await proxy.stop();
		await served.stop();
	};
	return { served, proxy, data, stop };
}

/** An asker that is asked the same thing again and again. */
const repeating = (title: string, subject: Subject, ask: (data: ICredentialDataDecryptedObject) => Promise<unknown>): Asker => ({
	title: `${subject.name}: ${title}`,
	async start() {
		const { served, proxy, data, stop } = await behind(subject);
		const recorded = new Map() as Map<string, never> & Recording;
		served.prepare?.();
		proxy.interfere(recording(recorded));
		await ask(data);
		return {
			async ask(spoiling) {
				served.prepare?.();
				proxy.interfere(replaying(recorded, spoiling));
				return await ask(data);
			},
			stop,
		};
	},
});

const dropDowns = (subject: Subject): Asker[] => Object.keys(subject.node.methods!.listSearch!).map((name) => repeating(name, subject, async (data) => await openList(subject, name, data)));

const credentialTest = (subject: Subject): Asker =>
	repeating('credential test', subject, async (data) => {
		const { status, message } = await pressTest(subject, data);
		if (status !== 'OK') throw Object.assign(new Error(message), { name: 'NodeApiError' });
		return {};
	});

let polled = 0;

/** Every event that the trigger can tell: beside devices it looks at logs, alerts and runs then. */
function everyEvent({ trigger: { description }, triggerParameters }: Subject): INode['parameters'] {
	const { options = [] } = description.properties.find(({ name }) => name === 'triggerOn')!;
	return { ...triggerParameters, triggerOn: (options as INodePropertyOptions[]).map(({ value }) => value) as string[] };
}

/** A trigger polls, with one answer spoilt, and once more when all is well again. */
const trigger = (title: string, subject: Subject, parameters: INode['parameters']): Asker => ({
	title: `${subject.name}: ${title}`,
	async start() {
		const { served, proxy, data, stop } = await behind(subject);
		const load = async (): Promise<INodeType> => await Promise.resolve(subject.trigger);
		const activated = async () => {
			const poller = new Poller({ load, parameters, credentials: { [subject.credential]: data }, workflowId: `answers ${++polled}` });
			proxy.interfere(undefined);
			await poller.activate();
			return poller;
		};
		const first = await activated();
		const recorded = new Map() as Map<string, never> & Recording;
		served.change();
		served.prepare?.();
		proxy.interfere(recording(recorded));
		await first.poll();
		return {
			async ask(spoiling) {
				const poller = await activated();
				served.prepare?.();
				proxy.interfere(replaying(recorded, spoiling));
				const failure = await poller.poll().then(() => undefined, (error: unknown) => error);
				proxy.interfere(undefined);
				await poller.poll();
				if (failure) throw failure as Error;
				return poller.emitted;
			},
			stop,
		};
	},
});

/** Everything that asks a server: every operation, every drop-down, every credential test and a trigger of every system. */
export const askers: readonly Asker[] = [
	...operationAskers,
	...subjects.flatMap((subject) => [
		...dropDowns(subject),
		credentialTest(subject),
		trigger('trigger', subject, subject.triggerParameters),
		trigger('trigger with every event', subject, everyEvent(subject)),
	]),
];
