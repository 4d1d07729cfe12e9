import type { Scenarios } from './world';

export const deviceFleet: Scenarios = {
	'Device Fleet: devices without an agent to Slack': async (world) => {
		await world.whileActive('Device Fleet: devices without an agent to Slack', async () => {
			const { mac } = world.netAlertX.network.join({ name: 'intruder' });
			world.netAlertX.network.scan();
			const message = await world.slack.waitFor(({ text }) => text.includes('intruder'), 60_000);
			expect(message.text).toContain('has been on the network without an agent since');
			expect(message.text.toLowerCase()).toContain(mac);
			const [agent] = world.tacticalRmm.world.agents();
			const { hostname } = agent!;
			agent!.set({ hostname: 'INTRUDER' });
			try {
				await world.slack.waitFor(({ text }) => text === '*intruder* is no longer a device without an agent', 60_000);
			} finally {
				// Other examples know it by its name.
				agent!.set({ hostname });
			}
		}, (parametersOf) => (parametersOf('When a Device Has No Agent').options = { unmanagedFor: 0 }));
	},

	'Device Fleet: weekly report by email': async (world) => {
		await world.run('Device Fleet: weekly report by email');
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Fleet of '));
		expect(mail.text).toContain(': in NetAlertX; missing from Tactical RMM');
		expect(mail.html).toContain('Missing from Tactical RMM</td>');
		expect(mail.html).toContain('In NetAlertX; missing from Tactical RMM; last seen 2');
	},

	'Device Fleet: asset list from a CSV file against the fleet': async (world) => {
		const [agent] = world.tacticalRmm.world.agents();
		await world.whileActive('Device Fleet: asset list from a CSV file against the fleet', async (saved) => {
			const { webhookId } = saved.nodes.find(({ type }) => type.endsWith('.formTrigger')) as { webhookId?: string };
			const form = new FormData();
			form.append('field-0', new Blob([`name,mac,serial\n${agent!.hostname},,\nsold-last-year,,\n`], { type: 'text/csv' }), 'assets.csv');
			await fetch(`${world.running.n8n.url}/form/${webhookId}`, { method: 'POST', body: form });
			const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Asset list of '), 60_000);
			const rows = mail.attachments[0]!.content.toString('utf8').trim().split('\n');
			expect(rows.some((row) => row.startsWith(`matched,${agent!.hostname}`))).toBe(true);
			expect(rows.some((row) => row.startsWith('onlyHere,sold-last-year'))).toBe(true);
		});
	},
};
