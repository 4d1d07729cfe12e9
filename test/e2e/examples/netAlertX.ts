import { until } from '../n8n/wait';
import { Journal } from '../trigger/journal';
import type { Scenarios } from './world';

export const netAlertX: Scenarios = {
	'NetAlertX: nightly inventory by email': async (world) => {
		await world.run('NetAlertX: nightly inventory by email');
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Network inventory'));
		const [header, ...rows] = mail.attachments[0]!.content.toString('utf8').trim().split('\n');
		expect(header).toContain('name,online,lastSeen,ip,mac,os,version,group,id,source');
		expect(rows).toHaveLength(world.netAlertX.database.devices().length);
	},

	'NetAlertX: name and lock new devices': async (world) => {
		world.netAlertX.network.join({ mac: '02:00:00:12:34:56' });
		world.netAlertX.network.scan();
		await world.run('NetAlertX: name and lock new devices');
		const mail = await world.inbox.waitFor(({ subject }) => /^\d+ new devices? on the network$/.test(subject));
		expect(mail.text).toContain('device-123456');
		expect(world.netAlertX.database.device('02:00:00:12:34:56')).toMatchObject({ devNameSource: 'LOCKED', devVendorSource: 'LOCKED', devIsNew: 0 });
	},

	'NetAlertX: new device to Slack and email': async (world) => {
		await world.whileActive('NetAlertX: new device to Slack and email', async () => {
			const { mac } = world.netAlertX.network.join({ name: 'visitor' });
			world.netAlertX.network.scan();
			const message = await world.slack.waitFor(({ text }) => text.includes('visitor'), 60_000);
			expect(message.text.toLowerCase()).toContain(mac);
			await world.inbox.waitFor(({ subject }) => subject.startsWith('New device on the network: visitor'));
		});
	},

	'NetAlertX: device offline for 5 minutes by email': async (world) => {
		await world.whileActive('NetAlertX: device offline for 5 minutes by email', async () => {
			const journal = new Journal(world.netAlertX);
			const away = journal.someDevice();
			const { devName } = world.netAlertX.database.device(away)!;
			journal.wasAway(away, 12);
			await world.inbox.waitFor(({ subject }) => subject.startsWith(`${String(devName)} has been offline since`), 60_000);
			journal.returns(away);
			await world.inbox.waitFor(({ subject }) => subject.startsWith(`${String(devName)} has been back since 2`), 60_000);
		});
	},

	'NetAlertX: device offline at once to Slack': async (world) => {
		const { network, database, stream } = world.netAlertX;
		const host = network.hosts().find(({ present }) => present)!;
		const name = String(database.device(host.mac)!.devName);
		await world.whileActive(
			'NetAlertX: device offline at once to Slack',
			async () => {
				await until('it to listen', () => stream.connected === 1, { deadlineMs: 30_000 });
				await new Promise((resolve) => setTimeout(resolve, 3_000));
				network.leave(host.mac);
				network.scan();
				await world.slack.waitFor(({ channel, text }) => channel === '#alarms' && text.startsWith(`:rotating_light: *${name}* has been offline since 2`), 15_000);
				network.comeBack(host.mac);
				network.scan();
				await world.slack.waitFor(({ text }) => text.startsWith(`*${name}* has been back since 2`), 15_000);
			},
			(parametersOf) => void (parametersOf('When a Device Goes or Returns').filters = { namePattern: name }),
		);
	},

	'NetAlertX: device offline by webhook to Slack': async (world) => {
		const { network, database } = world.netAlertX;
		const [host, other] = network.hosts().filter(({ present }) => present);
		const nameOf = (mac: string) => String(database.device(mac)!.devName);
		/** As NetAlertX's publisher calls it, once after a scan with news: what it sends does not matter. */
		const call = async (body: object) => {
			const response = await fetch(`${world.running.n8n.url}/webhook/netalertx-has-news`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
			expect(response.status).toBe(200);
		};
		const told = (mac: string) => world.slack.messages.filter(({ text }) => text.startsWith(`:rotating_light: *${nameOf(mac)}* has been offline since 2`));
		await world.whileActive('NetAlertX: device offline by webhook to Slack', async () => {
			network.leave(host!.mac);
			network.scan();
			await call({ username: 'NetAlertX', text: 'There are new notifications', attachments: [{ title: 'NetAlertX Notifications', text: '{}' }] });
			await until('the first message', () => told(host!.mac).length === 1, { deadlineMs: 30_000 });
			// The next call is lost: the one after it tells of both, and of the first not again.
			network.leave(other!.mac);
			network.scan();
			await call({});
			await until('the second message', () => told(other!.mac).length === 1, { deadlineMs: 30_000 });
			expect(told(host!.mac)).toHaveLength(1);
		});
	},

	'NetAlertX: device offline to Slack': async (world) => {
		await world.whileActive('NetAlertX: device offline to Slack', async () => {
			const journal = new Journal(world.netAlertX);
			const away = journal.someDevice();
			const { devName } = world.netAlertX.database.device(away)!;
			journal.wasAway(away, 12);
			await world.slack.waitFor(({ text }) => text.startsWith(`*${String(devName)}* has been offline since`), 60_000);
			journal.returns(away);
			await world.slack.waitFor(({ text }) => text.startsWith(`*${String(devName)}* has been back since 2`), 60_000);
			expect(world.slack.messages).toHaveLength(2);
		});
	},
};
