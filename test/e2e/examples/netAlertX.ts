import { Journal } from '../trigger/journal';
import type { Scenarios } from './world';

export const netAlertX: Scenarios = {
	'Nightly network inventory by email': async (world) => {
		await world.run('Nightly network inventory by email');
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Network inventory'));
		const [header, ...rows] = mail.attachments[0]!.content.toString('utf8').trim().split('\n');
		expect(header).toContain('name,online,lastSeen,ip,mac,os,version,group,id,source');
		expect(rows).toHaveLength(world.netAlertX.database.devices().length);
	},

	'Name and lock new devices': async (world) => {
		world.netAlertX.network.join({ mac: '02:00:00:12:34:56' });
		world.netAlertX.network.scan();
		await world.run('Name and lock new devices');
		const mail = await world.inbox.waitFor(({ subject }) => subject.includes('new on the network'));
		expect(mail.text).toContain('device-123456');
		expect(world.netAlertX.database.device('02:00:00:12:34:56')).toMatchObject({ devNameSource: 'LOCKED', devVendorSource: 'LOCKED', devIsNew: 0 });
	},

	'New device to Slack and email': async (world) => {
		await world.whileActive('New device to Slack and email', async () => {
			const { mac } = world.netAlertX.network.join({ name: 'visitor' });
			world.netAlertX.network.scan();
			const message = await world.slack.waitFor(({ text }) => text.includes('visitor'), 60_000);
			expect(message.text.toLowerCase()).toContain(mac);
			await world.inbox.waitFor(({ subject }) => subject.startsWith('New on the network: visitor'));
		});
	},

	'Device offline for 5 minutes': async (world) => {
		await world.whileActive('Device offline for 5 minutes', async () => {
			const journal = new Journal(world.netAlertX);
			const away = journal.someDevice();
			const { devName } = world.netAlertX.database.device(away)!;
			journal.wasAway(away, 12);
			await world.inbox.waitFor(({ subject }) => subject.startsWith(`${String(devName)} has been offline since`), 60_000);
			journal.returns(away);
			await world.inbox.waitFor(({ subject }) => subject === `${String(devName)} is back`, 60_000);
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
			await world.slack.waitFor(({ text }) => text === `*${String(devName)}* is back`, 60_000);
			expect(world.slack.messages).toHaveLength(2);
		});
	},
};
