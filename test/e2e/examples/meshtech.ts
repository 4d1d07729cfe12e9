import type { IDataObject } from 'n8n-workflow';
import type { Scenarios } from './world';

const browser = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36' } };

export const meshtech: Scenarios = {
	'Meshtech: weekly firmware report': async (world) => {
		await world.run('Meshtech: weekly firmware report');
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Firmware of'));
		const gateways = world.meshtech.fleet.list();
		expect(mail.subject).toContain(`${gateways.length} gateways`);
		for (const version of new Set(gateways.map(({ firmwareVersion }) => firmwareVersion))) {
			const count = gateways.filter(({ firmwareVersion }) => firmwareVersion === version).length;
			expect(mail.text).toContain(`${version}: ${count} gateway${count === 1 ? '' : 's'} (`);
		}
	},

	'Meshtech: gateway disconnected to Slack': async (world) => {
		await world.whileActive('Meshtech: gateway disconnected to Slack', async () => {
			const { fleet } = world.meshtech;
			const { id, friendlyName } = fleet.list().find(({ connectivity }) => connectivity.connected)!;
			fleet.disconnect(id);
			fleet.get(id).connectivity.timestamp = new Date(Date.now() - 600_000).toISOString();
			await world.slack.waitFor(({ text }) => text.startsWith(`*${friendlyName}* has been offline since`), 60_000);
			fleet.connect(id);
			await world.slack.waitFor(({ text }) => text.startsWith(`*${friendlyName}* has been back since`), 60_000);
		});
	},

	'Meshtech: firmware roll-out with approval': async (world) => {
		const often = (settings: unknown) => void ((settings as IDataObject).pollInterval = 1);
		const jobs = () => world.meshtech.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs')).length;
		await world.run(
			'Meshtech: firmware roll-out with approval',
			(parametersOf) => ['Show the Plan', 'Roll Out in Waves'].forEach((name) => often(parametersOf(name).settings)),
			{ mayFail: true },
		);
		const request = await world.inbox.waitFor(({ subject }) => subject.startsWith('Roll out'));
		expect(jobs()).toBe(0);
		const [, link = ''] = /href="([^"]*approved=true[^"]*)"/.exec(request.html ?? '') ?? [];
		await fetch(link.replaceAll('&amp;', '&'), browser);
		await world.inbox.waitFor(({ subject }) => subject.startsWith('Firmware 3.5.0'), 120_000);
		expect(jobs()).toBeGreaterThan(0);
	},
};
