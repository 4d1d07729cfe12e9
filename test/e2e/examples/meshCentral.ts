import { until } from '../n8n/wait';
import { Visitor } from '../../servers/meshcentral/visitor';
import type { Scenarios, World } from './world';

const kiosk = (world: World) => world.meshCentral!.agents[0]!;
/** Asks the server itself, past the package. */
const asked = async (world: World, action: string, fields: object = {}) =>
	await (await world.meshCentral!.control()).ask(action, { nodeid: kiosk(world).nodeId, ...fields }, (frame) => frame.action === action);
const tagged = async (world: World, tags: string[]) => (await world.meshCentral!.control()).send({ action: 'changedevice', nodeid: kiosk(world).nodeId, tags });
const tagsOf = async (world: World) => {
	const { nodes } = (await asked(world, 'nodes')) as unknown as { nodes: Record<string, Array<{ tags?: string[] }>> };
	return Object.values(nodes).flat()[0]!.tags;
};

/** Somebody who may do everything with the devices of the group. */
async function alice(world: World): Promise<Visitor> {
	const { groups, plainUsers, controlUrl: url, certificate: ca } = world.meshCentral!;
	await (await world.meshCentral!.control()).ask('addmeshuser', { meshid: groups['My Group'], usernames: ['alice'], meshadmin: 4_294_967_295 });
	return new Visitor({ url, ca, ...plainUsers.alice! });
}

/** Published, a live trigger needs a moment to listen and to look for the first time. */
const untilListening = async () => await new Promise((resolve) => setTimeout(resolve, 5_000));

/** With a real server and a real agent. */
export const meshCentral: Scenarios = {
	'MeshCentral: health check of a group': async (world) => {
		await world.run('MeshCentral: health check of a group', (parametersOf) => void (parametersOf('Run Health Check').command = 'echo the disk is full; exit 3'));
		const mail = await world.inbox.waitFor(({ subject }) => subject.includes('failed the health check'));
		expect(mail.subject).toBe('1 of 1 device failed the health check');
		expect(mail.text).toMatch(/kiosk: exit code 3\s+the disk is full/);
		expect(mail.html).toMatch(/<b>kiosk<\/b><br><span[^>]*>exit code 3 · the disk is full</);
	},

	'MeshCentral: share link on request': async (world) => {
		const shortly = (parametersOf: (name: string) => object) => void Object.assign(parametersOf('Wait an Hour'), { amount: 2, unit: 'seconds' });
		await world.whileActive(
			'MeshCentral: share link on request',
			async (saved) => {
				const { webhookId } = saved.nodes.find(({ type }) => type.endsWith('.formTrigger')) as { webhookId?: string };
				const form = new FormData();
				form.set('field-0', 'kiosk');
				form.set('field-1', 'It shows nothing');
				const answer = await fetch(`${world.running.n8n.url}/form/${webhookId}`, { method: 'POST', body: form });
				expect(answer.status).toBe(200);
				const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Link to kiosk'), 30_000);
				expect(mail.text).toContain('It shows nothing');
				expect(mail.text).toContain(world.meshCentral!.url.replace(/:\d+$/, ''));
				const { status } = await world.running.client.waitForExecution(saved.id);
				expect(status).toBe('success');
				expect((await asked(world, 'deviceShares')).deviceShares ?? []).toEqual([]);
			},
			shortly,
		);
	},

	'MeshCentral: device offline for 10 minutes to Slack': async (world) => {
		await world.whileActive(
			'MeshCentral: device offline for 10 minutes to Slack',
			async () => {
				await kiosk(world).terminate();
				await world.slack.waitFor(({ text }) => text.startsWith('*kiosk* has been offline since'), 60_000);
				await kiosk(world).start();
				await world.slack.waitFor(({ text }) => text.startsWith('*kiosk* has been back since'), 60_000);
			},
			(parametersOf) => void (parametersOf('When a Device Goes or Returns').offlineForAtLeast = 0),
		);
	},

	'MeshCentral: server offline at once to Slack': async (world) => {
		await world.whileActive(
			'MeshCentral: server offline at once to Slack',
			async () => {
				await untilListening();
				await kiosk(world).terminate();
				await world.slack.waitFor(({ channel, text }) => channel === '#alarms' && text.startsWith(':rotating_light: *kiosk* has been offline since 2'), 30_000);
				await kiosk(world).start();
				await world.slack.waitFor(({ text }) => text.startsWith('*kiosk* has been back since 2'), 20_000);
				expect(world.slack.messages).toHaveLength(2);
			},
			(parametersOf) => void (parametersOf('When a Device Goes or Returns').filters = { namePattern: 'kiosk' }),
		);
	},

	'MeshCentral: remote session outside office hours to Slack': async (world) => {
		const name = 'MeshCentral: remote session outside office hours to Slack';
		const visitor = await alice(world);
		/** As if office hours were or were not, whatever the time is. */
		const hours = (isOutside: boolean): Parameters<World['run']>[1] => (parametersOf) => {
			parametersOf('When a Session Starts or Ends').filters = { namePattern: 'kiosk' };
			const { conditions } = parametersOf('Outside Office Hours').conditions as { conditions: Array<{ leftValue: string }> };
			const [{ leftValue }] = conditions as [{ leftValue: string }];
			const expression = isOutside ? leftValue.replace('start.weekday > 5', 'true') : leftValue.replace('start.weekday > 5', 'false').replace('start.hour < 8', 'false').replace('start.hour >= 18', 'false');
			conditions[0] = { ...conditions[0]!, leftValue: expression };
		};
		await world.whileActive(name, async () => {
			await untilListening();
			const end = await visitor.openFiles(kiosk(world).nodeId);
			const started = await world.slack.waitFor(({ text }) => text.startsWith(':eyes:'), 15_000);
			expect(started.text).toMatch(/^:eyes: \*alice\* opened a files session on \*kiosk\* at \d{4}-\d\d-\d\d \d\d:\d\d, from 127\.0\.0\.1$/);
			await end();
			const ended = await world.slack.waitFor(({ text }) => text.includes('ended'), 15_000);
			expect(ended.text).toMatch(/^\*alice\* ended the files session on \*kiosk\* at \d{4}-\d\d-\d\d \d\d:\d\d, after \d+ s$/);
		}, hours(true));
		world.forgetMessages();
		await world.whileActive(name, async (saved) => {
			await untilListening();
			await (await visitor.openFiles(kiosk(world).nodeId))();
			await world.running.client.waitForExecution(saved.id, { deadlineMs: 20_000 });
			expect(world.slack.messages).toEqual([]);
		}, hours(false));
	},

	'MeshCentral: five failed sign-ins within ten minutes by email': async (world) => {
		const visitor = await alice(world);
		await world.whileActive('MeshCentral: five failed sign-ins within ten minutes by email', async (saved) => {
			await untilListening();
			const fail = async (times: number) => await Promise.all(Array.from({ length: times }, async () => await visitor.failToSignIn()));
			const noted = async () => {
				const runs = await Promise.all((await world.running.client.executions(saved.id)).map(async ({ id }) => await world.running.client.finished(id)));
				expect(runs.map(({ status }) => status).filter((status) => status !== 'success')).toEqual([]);
				return runs.flatMap(({ data }) => data.resultData.runData['Note It Down']?.[0]?.data?.main?.[0] ?? []).length;
			};
			await fail(4);
			await until('four to be noted', async () => (await noted()) === 4, { deadlineMs: 60_000 });
			expect(world.inbox.mails).toEqual([]);
			await fail(1);
			const mail = await world.inbox.waitFor(({ subject }) => subject === '5 failed sign-ins to MeshCentral from 127.0.0.1 within ten minutes', 60_000);
			expect(mail.text).toContain('User names: alice');
			// The next mail needs five more.
			await fail(4);
			await until('nine to be noted', async () => (await noted()) === 9, { deadlineMs: 60_000 });
			expect(world.inbox.mails).toHaveLength(1);
			await fail(1);
			await until('a second mail', () => world.inbox.mails.length === 2, { deadlineMs: 60_000 });
		});
	},

	'MeshCentral: run a command now, or once the device is back': async (world) => {
		const name = 'MeshCentral: run a command now, or once the device is back';
		const command = 'echo ran';
		const ofKiosk = (parametersOf: (node: string) => object) => {
			const assignments = (parametersOf('What to Run') as { assignments: { assignments: Array<{ name: string; value: string }> } }).assignments.assignments;
			assignments.find((each) => each.name === 'what')!.value = command;
		};
		await kiosk(world).terminate();
		await kiosk(world).untilOffline();
		const { itemsOf } = await world.run(name, ofKiosk);
		expect(itemsOf('Write It Down').map(({ json }) => [json.deviceId, json.state, json.result])).toEqual([[kiosk(world).nodeId, 'due', 'It was offline']]);
		await world.whileActive(
			name,
			async (saved) => {
				// Seen offline by a poll first.
				await new Promise((resolve) => setTimeout(resolve, 12_000));
				await kiosk(world).start();
				const back = await world.running.client.waitForExecution(saved.id, { deadlineMs: 90_000 });
				expect(back.data.resultData.runData['Run It Now']?.[0]?.data?.main?.[0]?.map(({ json }) => [json.exitCode, String(json.output).trim()])).toEqual([[0, 'ran']]);
				expect(back.data.resultData.runData['Write That Down']?.[0]?.data?.main?.[0]?.map(({ json }) => json.state)).toEqual(['done']);
			},
			ofKiosk,
		);
		const again = await world.run(name, ofKiosk);
		expect(again.itemsOf('Run the Command')).toEqual([]);
	},

	'MeshCentral: run a command on tagged devices once they are back': async (world) => {
		const name = 'MeshCentral: run a command on tagged devices once they are back';
		await tagged(world, ['run-when-back', 'lobby']);
		await world.whileActive(
			name,
			async (saved) => {
				await kiosk(world).terminate();
				const failed = await world.slack.waitFor(({ text }) => text.includes('did not run'), 60_000);
				expect(failed.text).toBe('*kiosk* was back, but the command did not run: kiosk is offline');
				expect(await tagsOf(world)).toEqual(['lobby']);
				await tagged(world, ['run-when-back', 'lobby']);
				await kiosk(world).start();
				const { text } = await world.slack.waitFor((message) => message.text.includes('The command ended'), 60_000);
				expect(text.trim()).toBe('*kiosk* is back. The command ended with exit code 0:\nI was away');
				expect(await tagsOf(world)).toEqual(['lobby']);
				expect(await world.running.client.executions(saved.id)).toHaveLength(2);
				// A test run in the editor shows a sample of a tagged device, and leaves the device alone.
				await tagged(world, ['run-when-back', 'lobby']);
				const test = await world.run(name);
				expect([test.itemsOf('When a Tagged Device Is Back').length, test.itemsOf('Not in a Test').length]).toEqual([1, 0]);
				expect((await tagsOf(world))!.toSorted()).toEqual(['lobby', 'run-when-back']);
			},
			(parametersOf) => {
				parametersOf('Run the Command').command = 'echo I was away';
				// Told of the outage, too, the test knows when it was seen, and what is reported about a device that is lost again.
				parametersOf('When a Tagged Device Is Back').triggerOn = ['deviceOnline', 'deviceOffline'];
			},
		);
	},
};
