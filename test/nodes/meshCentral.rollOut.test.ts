import { RefusedError } from '../../nodes/shared/errors';
import { FakeMeshCentral, ids, ran, runWith } from '../support/fakeMeshCentral';
import { restCredential, startWrapper } from '../support/meshCentral';
import { lab } from '../simulators/meshcentral';
import { at, jsonOf } from '../support/netAlertX';
import type { NodeRunOptions } from '../support/runNode';

/** Roll-outs over MeshCentral's devices: which devices are requested, which get a command, and what is reported. */

let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
});

interface OfRollOut {
	rollOut: { wave: number | null; outcome: string; reason: string | null };
}

async function rollOut(operation: string, devices: readonly string[], settings: object, parameters: object = {}, options: NodeRunOptions = {}) {
	const given = { deviceId: at('id', '={{ $json.id }}'), ...parameters, options: { rollOut: { settings } } };
	const result = await runWith(client, 'device', operation, given, { items: devices.map((id) => ({ id })), ...options });
	return { ...result, items: jsonOf(result) as OfRollOut[] };
}

const command = { command: 'uptime' };
const outcomes = (items: readonly OfRollOut[]) => items.map(({ rollOut: { outcome } }) => outcome);
const ranOn = () => client.written.map(([, device]) => (device as { _id: string })._id);

test('a command that ends with another exit code than 0 stops it', async () => {
	client.onRun = ({ name }) => ran('no space\n', name === 'Laptop' ? 28 : 0);
	const { items } = await rollOut('runCommand', [ids.web, ids.laptop, ids.kioskOne, ids.kioskTwo], { nextWaves: 'number', waveSize: 1 }, command);
	expect(items[0]).toMatchObject({ name: 'web-1', exitCode: 0, rollOut: { wave: 1, outcome: 'done', reason: null } });
	expect(items[1]).toMatchObject({
		error: 'The command on Laptop ended with exit code 28',
		details: { exitCode: 28, output: 'no space\n' },
		rollOut: { wave: 2, outcome: 'failed', reason: 'The command on Laptop ended with exit code 28' },
	});
	expect(outcomes(items)).toEqual(['done', 'failed', 'notStarted', 'notStarted']);
	expect(ranOn()).toEqual([ids.web, ids.laptop]);
});

test('T13 an exit code is an error without a roll-out as well, where that is wanted', async () => {
	client.onRun = () => ran('', 1);
	const { error } = await runWith(client, 'device', 'runCommand', { deviceId: at('id', ids.web), ...command, failOnExitCode: true });
	expect(error?.message).toBe('The command on web-1 ended with exit code 1');
});

test('a command that nobody waits for has no exit code, and counts as done', async () => {
	const { items } = await rollOut('runCommand', [ids.web, ids.laptop], {}, { ...command, waitForOutput: false });
	expect(outcomes(items)).toEqual(['done', 'done']);
});

test('devices without a connected agent are left out by name, and get no command', async () => {
	const { items } = await rollOut('runCommand', [ids.database, ids.web, ids.vpro, ids.laptop], { ifOffline: 'leaveOut' }, command);
	expect(outcomes(items)).toEqual(['leftOut', 'done', 'leftOut', 'done']);
	expect(items[0]).toEqual({ id: ids.database, name: 'db-1', rollOut: { wave: null, outcome: 'leftOut', reason: 'It was offline' } });
	expect(ranOn()).toEqual([ids.web, ids.laptop]);
});

test('one device that cannot be asked for costs none of the others their turn', async () => {
	const find = client.find.bind(client);
	client.find = async (id) => {
		if (id === ids.laptop) throw new RefusedError('busy', { method: 'GET', path: '/x' }, 504);
		return await find(id);
	};
	const { items, error } = await rollOut('runCommand', [ids.web, ids.laptop, ids.database], { firstWave: 3, ifOffline: 'leaveOut' }, command);
	expect(error).toBeUndefined();
	expect(outcomes(items)).toEqual(['done', 'done', 'leftOut']);
});

test('for many devices the list is asked once, and not each of them', async () => {
	const many = Array.from({ length: 60 }, (_, index) => ({ ...client.records[0]!, _id: `node//${String(index).padStart(64, 'y')}`, name: `many-${index}`, conn: index % 3 === 0 ? 0 : 1 }));
	client.records = many;
	const { items } = await rollOut('runCommand', many.map(({ _id }) => _id), { firstWave: 30, nextWaves: 'one', ifOffline: 'leaveOut' }, command, { node: {} });
	expect([outcomes(items).filter((each) => each === 'done').length, outcomes(items).filter((each) => each === 'leftOut').length]).toEqual([40, 20]);
	expect(client.count('devices')).toBeLessThanOrEqual(3);
});

test('who is to be woken is not asked for, and who is to be restarted is', async () => {
	const asleep = [ids.database, ids.web];
	const woken = await rollOut('power', asleep, { ifOffline: 'leaveOut' }, { powerAction: 'wake' });
	expect(outcomes(woken.items)).toEqual(['done', 'done']);
	const restarted = await rollOut('power', asleep, { ifOffline: 'leaveOut' }, { powerAction: 'reset' });
	expect(outcomes(restarted.items)).toEqual(['leftOut', 'done']);
});

test('agents are uninstalled in waves, which a failure stops', async () => {
	client.before = (method) => {
		if (method === 'uninstallAgent') throw new RefusedError('no', { method: 'POST', path: '/x' }, 400);
	};
	const { items } = await rollOut('uninstallAgent', [ids.web, ids.laptop], {});
	expect(outcomes(items)).toEqual(['failed', 'notStarted']);
	expect(client.count('uninstallAgent')).toBe(1);
});

test('an ID, its last part and a name are one device', async () => {
	const items = [{ mode: 'id', value: ids.web }, { mode: 'id', value: ids.web.slice('node//'.length) }, { mode: 'name', value: 'web-1' }, { mode: 'id', value: ids.laptop }];
	const deviceId = { __rl: true, mode: '={{ $json.mode }}', value: '={{ $json.value }}' };
	const result = await runWith(client, 'device', 'runCommand', { deviceId, ...command, options: { rollOut: { settings: {} } } }, { items });
	expect(outcomes(jsonOf(result) as OfRollOut[])).toEqual(['done', 'leftOut', 'leftOut', 'done']);
	expect(ranOn()).toEqual([ids.web, ids.laptop]);
});

test('through REST commands it is the same', async () => {
	const running = await startWrapper();
	try {
		const devices = [lab.one, lab.two, lab.three].map((id) => ({ id }));
		const given = { deviceId: at('id', '={{ $json.id }}'), command: 'echo hello', options: { rollOut: { settings: { ifOffline: 'leaveOut' } } } };
		const result = await running.run('device', 'runCommand', given as never, { items: devices, credentials: { meshCentralRestApi: restCredential(running.simulator.url) } });
		expect(outcomes(jsonOf(result) as OfRollOut[])).toEqual(['done', 'done', 'leftOut']);
	} finally {
		await running.stop();
	}
});
