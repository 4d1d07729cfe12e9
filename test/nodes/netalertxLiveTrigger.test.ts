import { setTimeout as delay } from 'node:timers/promises';
import type { LiveNode } from '../support/liveNode';
import { inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';

let lab: TriggerLab;
const active: LiveNode[] = [];
const activated = async (...args: Parameters<TriggerLab['liveTrigger']>): Promise<LiveNode> => {
	const trigger = lab.liveTrigger(...args);
	active.push(trigger);
	await trigger.activate();
	// The look that belongs to the opening of the stream.
	await delay(1_300);
	lab.sent();
	return trigger;
};
beforeEach(async () => {
	lab = await TriggerLab.start();
});
afterEach(async () => {
	await Promise.all(active.splice(0).map(async (each) => await each.deactivate()));
	await lab.stop();
});

/** Waits for it, up to a deadline. */
async function until(holds: () => boolean, ms = 15_000): Promise<void> {
	const end = performance.now() + ms;
	while (!holds() && performance.now() < end) await delay(10);
	expect(holds()).toBe(true);
}

const present = () => lab.network.hosts().filter(({ present, partOf }) => present && !partOf).map(({ mac }) => mac);
const looks = () => lab.sent().filter((request) => request === 'GET /devices').length;

it('tells what a scan found, at once and once', async () => {
	const trigger = await activated();
	const host = lab.network.join({ name: 'new' });
	await delay(1_100);
	expect(lab.sent()).toEqual([]);
	lab.network.scan();
	await until(() => trigger.emitted.length > 0);
	expect(inShort(trigger.emitted)).toEqual([`deviceAdded ${host.mac.toLowerCase()}`]);
	await delay(1_100);
	lab.network.leave(host.mac);
	lab.network.scan();
	await until(() => trigger.emitted.length > 1);
	await delay(1_100);
	expect(inShort(trigger.emitted).slice(1)).toEqual([`deviceOffline ${host.mac.toLowerCase()}`]);
	expect(looks()).toBeLessThanOrEqual(3);
});

it('gives the same ids as a polling trigger', async () => {
	const polling = await lab.activeTrigger({}, { node: { id: 'polling' } });
	const trigger = await activated();
	for (const mac of present().slice(3, 6)) lab.network.leave(mac);
	lab.network.join({ name: 'new' });
	lab.network.scan();
	await until(() => trigger.emitted.length >= 4);
	expect(toldIn(trigger.emitted).map(({ eventId }) => eventId)).toEqual(toldIn(await polling.poll()).map(({ eventId }) => eventId));
});

it('looks at nothing while the stream says only that nothing happens', async () => {
	await activated();
	for (let time = 0; time < 20; time++) lab.simulator.stream.idles(new Date());
	await delay(1_500);
	expect(lab.sent()).toEqual([]);
});

it('looks a few times at most where many scans are told at once, as whoever connects hears the last ones again', async () => {
	for (let time = 0; time < 30; time++) lab.simulator.stream.scanned(new Date());
	const trigger = lab.liveTrigger();
	active.push(trigger);
	await trigger.activate();
	await delay(2_500);
	expect(looks()).toBeLessThanOrEqual(4);
});

it('connects again when the stream breaks, and finds what happened meanwhile', async () => {
	const trigger = await activated();
	const [mac] = present().slice(3);
	lab.simulator.answerNext({ path: /sse/ }, { status: 503 }, 1);
	lab.simulator.stream.breaks();
	lab.network.leave(mac!);
	lab.network.scan();
	await until(() => trigger.emitted.length > 0);
	expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${mac}`]);
	await until(() => lab.simulator.stream.connected === 1);
	expect(trigger.warnings).toHaveLength(1);
});

it('holds one stream after fifty publications, and none after deactivation', async () => {
	const trigger = await activated();
	for (let time = 0; time < 50; time++) await trigger.publish();
	await until(() => lab.simulator.stream.connected === 1);
	await trigger.deactivate();
	await until(() => lab.simulator.stream.connected === 0);
	lab.sent();
	lab.network.scan();
	await delay(1_500);
	expect(lab.sent()).toEqual([]);
});

it('leaves requests their places, also where the credential allows one at a time', async () => {
	const credentials = { netAlertXApi: { ...lab.credentials.netAlertXApi, requestsAtOnce: 1 } };
	const trigger = await activated({}, { credentials });
	lab.network.join({ name: 'new' });
	lab.network.scan();
	await until(() => trigger.emitted.length > 0);
});

it.each([
	['has no stream', { status: 404, body: { success: false, error: 'API route not found' } }, /API route not found/, /no event stream at \/sse\/state/],
	['answers with a page', { status: 200, body: '<html>Sign in</html>' }, /answered with a web page|HTML|page/i, /./],
	['fails', { status: 500, body: { success: false, error: 'broken' } }, /broken/, /./],
])('says at activation that the server %s', async (_, answer, message, description) => {
	lab.simulator.answerNext({ path: /sse/ }, answer, 5);
	const error = (await lab.liveTrigger().activate().catch((thrown: unknown) => thrown)) as Error & { description: string };
	expect(error).toMatchObject({ message: expect.stringMatching(message) as string, description: expect.stringMatching(description) as string });
});

it('asks once with a token that is rejected, and not again for a while: each such request is an alert there', async () => {
	const trigger = lab.liveTrigger({}, { credentials: { netAlertXApi: { ...lab.credentials.netAlertXApi, apiToken: 'wrong' } } });
	active.push(trigger);
	await expect(trigger.activate()).rejects.toThrow('Not authorized');
	await trigger.activate('init');
	await delay(3_000);
	expect(lab.simulator.notifications.filter(({ level }) => level === 'alert')).toHaveLength(1);
});
