/** Servers that were not updated for a while: served where that is possible, and else told which version is needed. */
import * as netAlertX from '../support/netAlertX';
import * as tacticalRmm from '../support/tacticalRmm';

const oldTactical = (version: string) => ({ status: 200, headers: { 'content-type': 'application/json' }, body: { trmm_version: version, latest_trmm_ver: 'error' } });

describe('Tactical RMM', () => {
	let running: tacticalRmm.Running;
	beforeEach(async () => {
		running = await tacticalRmm.startLab();
	});
	afterEach(async () => await running.stop());

	const uninstall = { deviceId: tacticalRmm.byName(tacticalRmm.lab.server), programName: '7-Zip', command: 'uninstall.exe /S', waitForOutput: false };

	it('1.2.0 uninstalls nothing: said before anything is sent', async () => {
		running.simulator.answerNext({ path: /dashinfo/ }, oldTactical('1.2.0'));
		const { error } = await running.run('software', 'uninstall', uninstall as never);
		expect(error).toMatchObject({ message: 'Software > Uninstall needs Tactical RMM 1.3.0, but this is 1.2.0', description: 'Update Tactical RMM. Nothing was sent.' });
		expect(running.written()).toEqual([]);
	});

	it('1.3.0 does', async () => {
		running.simulator.answerNext({ path: /dashinfo/ }, oldTactical('1.3.0'));
		expect((await running.run('software', 'uninstall', uninstall as never)).error).toBeUndefined();
		expect(running.written()).toHaveLength(1);
	});

	it.each([
		[tacticalRmm.lab.server, 'cmd'],
		[tacticalRmm.lab.linux, '/bin/bash'],
	])("1.4.0 has no default shell: Agent's Default of %s is %s", async (host, shell) => {
		const id = running.idOf(host);
		const record = (await running.client().agents.get(id)) as Record<string, unknown>;
		const old = Object.fromEntries(Object.entries(record).filter(([name]) => !name.includes('default_shell')));
		running.simulator.answerNext({ method: 'GET', path: new RegExp(`^/agents/${id}/$`) }, { status: 200, headers: { 'content-type': 'application/json' }, body: old }, 4);
		const { error } = await running.run('agent', 'runCommand', { deviceId: tacticalRmm.byId(id), command: 'whoami' } as never);
		expect(error).toBeUndefined();
		expect(running.written().at(-1)![1]).toMatchObject({ shell, cmd: 'whoami' });
	});

	it('0.19.4 keeps no output as a note: nothing is run', async () => {
		running.simulator.answerNext({ path: /dashinfo/ }, oldTactical('0.19.4'));
		const script = { target: 'agents', agents: tacticalRmm.lab.server, scriptId: tacticalRmm.byName('Inventory'), toNote: true };
		const { error } = await running.run('bulk', 'runScript', script as never);
		expect(error?.message).toBe("'Save as Note' of Bulk > Run Script needs Tactical RMM 0.20.0, but this is 0.19.4");
		expect(running.written()).toEqual([]);
	});

	it('Check Connection says what it lacks', async () => {
		running.simulator.answerNext({ path: /dashinfo/ }, oldTactical('1.4.0'));
		const { output } = await running.run('core', 'checkConnection');
		expect(output[0]![0]!.json).toMatchObject({ product: 'Tactical RMM', version: '1.4.0', missing: [expect.stringMatching(/default shell.*\(needs 1\.5\.0\)$/)] });
	});
});

describe('NetAlertX', () => {
	let running: netAlertX.Running;
	afterEach(async () => await running.stop());

	it('26.3.15: events are read, an update of a newer field is refused, and Check Connection says so', async () => {
		running = await netAlertX.startLab({ oldEventColumns: true });
		running.simulator.settings.VERSION = 'v26.3.15';
		const events = await running.run('event', 'getAll', { returnAll: true });
		expect(events.error).toBeUndefined();
		expect(netAlertX.jsonOf(events)[0]).toHaveProperty('type');
		const updated = await running.run('device', 'update', { deviceId: netAlertX.byMac(netAlertX.lab.printer), updateFields: { devSite: 'Oslo' } } as never);
		expect(updated.error?.message).toMatch(/needs NetAlertX 26\.5\.4, but this is v26\.3\.15$/);
		expect(running.written()).toEqual([]);
		const { output } = await running.run('api', 'checkConnection');
		expect(output[0]![0]!.json).toMatchObject({ version: 'v26.3.15', missing: [expect.stringMatching(/^Updating other fields than name.*\(needs 26\.5\.4\)$/)] });
	});

	it('older than the oldest that is served is said as well', async () => {
		running = await netAlertX.startLab();
		running.simulator.settings.VERSION = 'v26.1.17';
		const { output } = await running.run('api', 'checkConnection');
		expect((output[0]![0]!.json.missing as string[])[0]).toMatch(/local time.*\(needs 26\.3\.7\)$/);
	});
});
