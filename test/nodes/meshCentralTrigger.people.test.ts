import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toOccurrences } from '../../nodes/MeshCentral/people';
import type { EventRecord } from '../../nodes/MeshCentral/schemas';
import { MissingRightError } from '../../nodes/MeshCentral/permissions';
import { nodeId, TriggerLab } from '../support/meshCentralTrigger';
import { toldIn } from '../support/netAlertXTrigger';
import type { Poller } from '../support/poller';

/** As far as it is looked at. */
interface Item {
	event: string;
	eventId: string;
	device: { name: string; id: string } | null;
	session: { user: string };
	command: { user: string };
	raw: object;
}

const PEOPLE = ['commandRun', 'sessionEnded', 'sessionStarted', 'signInFailed', 'signedIn'];
let lab: TriggerLab;
beforeEach(() => {
	lab = new TriggerLab();
});

/** The event that a real server pushed, as it is in its log. */
const recorded = (name: string): EventRecord => {
	const { received } = JSON.parse(readFileSync(join(__dirname, '../contracts/meshcentral', `ws-event-${name}.json`), 'utf8')) as { received: Array<{ event: EventRecord }> };
	return received.find(({ event }) => event)!.event;
};
/** The same now and here. */
const logs = (name: string, more: object = {}) => {
	const { nodeid, ...entry } = recorded(name);
	lab.logs({ ...entry, ...(nodeid && { nodeid: nodeId('pc-1') }), time: lab.now, ...more });
};
const told = async (trigger: Poller) => {
	lab.pass(1);
	return toldIn(await trigger.poll()) as unknown as Item[];
};
const inShort = (items: Item[]) => items.map(({ event, device }) => [event, device?.name].filter(Boolean).join(' '));

describe('what a real server writes into its log', () => {
	it.each([
		['relaylog-desktop-start', 'sessionStarted', { session: { id: '9e1a31c891e0', kind: 'desktop', user: 'xremote8', guest: null, from: '127.0.0.1', startedAt: '2026-11-27T00:49:56.156Z', endedAt: null, seconds: null, bytesIn: null, bytesOut: null } }],
		['relaylog-desktop-end', 'sessionEnded', { session: { id: '9e1a31c891e0', kind: 'desktop', user: 'xremote8', startedAt: '2026-11-27T00:49:56.474Z', endedAt: '2026-11-27T00:49:57.474Z', seconds: 1, bytesIn: 974, bytesOut: 342 } }],
		['relaylog-terminal-start', 'sessionStarted', { session: { kind: 'terminal' } }],
		['relaylog-terminal-end', 'sessionEnded', { session: { kind: 'terminal' } }],
		['relaylog-files-start', 'sessionStarted', { session: { kind: 'files' } }],
		['relaylog-files-end', 'sessionEnded', { session: { kind: 'files', seconds: 13, bytesIn: 1_585_905 } }],
		['login', 'signedIn', { signIn: { user: 'alice', from: '127.0.0.1', browser: null, system: null, tokenName: null } }],
		['login-token', 'signedIn', { signIn: { user: 'labadmin', tokenName: 'n8n' } }],
		['authfail-wrong-password', 'signInFailed', { signIn: { user: 'alice', from: '127.0.0.1', reason: 'user name or password' } }],
		['authfail-locked', 'signInFailed', { signIn: { reason: 'account locked' } }],
		['runcommands', 'commandRun', { command: { user: 'labadmin', shell: 'sh' } }],
	])('%s is %s', (name, event, details) => {
		expect(toOccurrences([recorded(name)], [], undefined)).toEqual([expect.objectContaining({ event, at: recorded(name).time, details: expect.objectContaining(Object.fromEntries(Object.entries(details).map(([part, value]) => [part, expect.objectContaining(value) as unknown]))) as unknown })]);
	});

	it('and is about something else, or cannot be read, is passed over', () => {
		const odd = [{ action: 'relaylog', msgid: 15, time: lab.now }, { action: 'relaylog', msgid: 99, msgArgs: ['x'], time: lab.now }, { action: 'login', time: 'yesterday' }, { action: 'login', msgArgs: 7, time: lab.now }];
		expect(toOccurrences([recorded('logout'), ...odd] as unknown as EventRecord[], [], undefined).map(({ event }) => event)).toEqual(['signedIn']);
	});

	it('twice in every respect is two events with two ids, the same at every look', () => {
		const twice = [recorded('authfail'), recorded('authfail')];
		const keys = toOccurrences(twice, [], undefined).map(({ key }) => key);
		expect(new Set(keys).size).toBe(2);
		expect(toOccurrences([recorded('login'), ...twice], [], undefined).slice(1).map(({ key }) => key)).toEqual(keys);
	});
});

describe('a trigger', () => {
	it('tells each once, with the device, and nothing of what was in the log before', async () => {
		logs('login');
		logs('relaylog-files-start', { msgArgs: ['old', '192.0.2.1', '192.0.2.2'] });
		const trigger = await lab.activeTrigger({ triggerOn: PEOPLE });
		expect(await told(trigger)).toEqual([]);
		for (const name of ['login', 'authfail', 'runcommands', 'relaylog-desktop-start', 'relaylog-desktop-end']) {
			lab.pass(1 / 60);
			logs(name);
		}
		const items = await told(trigger);
		expect(inShort(items)).toEqual(['signedIn', 'signInFailed', 'commandRun pc-1', 'sessionStarted pc-1', 'sessionEnded pc-1']);
		expect(items[3]).toMatchObject({ eventId: 'sessionStarted:9e1a31c891e0', device: { id: nodeId('pc-1'), source: 'meshCentral' }, session: { kind: 'desktop', user: 'xremote8' } });
		expect(JSON.stringify(items)).not.toContain('echo hello');
		expect(await told(trigger)).toEqual([]);
		lab.pass(120);
		expect(await told(trigger)).toEqual([]);
	});

	it('tells the text of a command with Include Raw', async () => {
		const trigger = await lab.activeTrigger({ triggerOn: PEOPLE, options: { includeRaw: true } });
		logs('runcommands');
		expect((await told(trigger))[0]!.raw).toMatchObject({ cmds: 'echo hello; id -un' });
	});

	it('leaves out what its own account does, unless it is told not to', async () => {
		const own = { userid: 'user//n8n', username: 'n8n' };
		const trigger = await lab.activeTrigger({ triggerOn: PEOPLE });
		logs('runcommands', own);
		logs('runcommands');
		expect((await told(trigger)).map(({ command }) => command.user)).toEqual(['labadmin']);
		const all = await lab.activeTrigger({ triggerOn: PEOPLE, filters: { leaveOutOwn: false } }, { workflowId: 'all' });
		logs('relaylog-files-start', own);
		expect((await told(all)).map(({ session }) => session.user)).toEqual(['n8n']);
	});

	it('filters by kind of session, user and device, each where it means something', async () => {
		const of = async (filters: object) => await lab.activeTrigger({ triggerOn: PEOPLE, filters } as never, { workflowId: JSON.stringify(filters) });
		const triggers = [await of({ sessionKinds: ['desktop'] }), await of({ userPattern: 'ali*' }), await of({ namePattern: 'pc-2' }), await of({ platforms: ['linux'] })];
		logs('relaylog-desktop-start');
		logs('relaylog-terminal-start');
		logs('login');
		logs('runcommands', { nodeid: nodeId('pc-2'), username: 'bob' });
		const all: string[][] = [];
		for (const trigger of triggers) all.push(inShort(await told(trigger)).sort());
		expect(all).toEqual([
			['commandRun pc-2', 'sessionStarted pc-1', 'signedIn'],
			['signedIn'],
			['commandRun pc-2', 'signedIn'],
			['commandRun pc-2', 'sessionStarted pc-1', 'sessionStarted pc-1', 'signedIn'],
		]);
	});

	it('of one device group tells what is done on its devices, and sign-ins', async () => {
		lab.moves('pc-2', 'Branch');
		const trigger = await lab.activeTrigger({ triggerOn: PEOPLE, watchIn: 'group', groupId: { __rl: true, mode: 'id', value: 'mesh//Branch'.padEnd(70, 'x') } });
		logs('runcommands');
		logs('runcommands', { nodeid: nodeId('pc-2') });
		logs('login');
		expect(inShort(await told(trigger)).sort()).toEqual(['commandRun pc-2', 'signedIn']);
	});

	it('reads only the part of the log that it needs, from an hour before the last look', async () => {
		const trigger = await lab.activeTrigger({ triggerOn: ['sessionStarted', 'deviceOffline'] });
		await told(trigger);
		expect(lab.logWanted.map(({ part }) => part)).toEqual(['relaylog', 'relaylog']);
		expect(lab.logWanted[0]!.needs).toEqual([{ on: 'server', full: true }]);
		lab.logWanted.length = 0;
		const all = await lab.activeTrigger({ triggerOn: PEOPLE }, { workflowId: 'all' });
		await told(all);
		expect(lab.logWanted.map(({ part }) => part)).toEqual([undefined, undefined]);
	});

	it('does not ask for the log where no such event is chosen', async () => {
		await told(await lab.activeTrigger());
		expect(lab.logWanted).toEqual([]);
	});

	it('names the right that is missing, at activation', async () => {
		lab.before = (what) => {
			if (what === 'log') throw new MissingRightError('user//n8n lacks the right Full Administrator', { method: 'events', path: 'over wss://mesh.example' }, undefined);
		};
		await expect(lab.activeTrigger({ triggerOn: ['sessionStarted'] })).rejects.toThrow('lacks the right Full Administrator');
	});

	it('goes on after a restart of n8n, and after an event is added, without old news', async () => {
		const trigger = await lab.activeTrigger({ triggerOn: ['sessionStarted'] });
		logs('login');
		logs('relaylog-desktop-start');
		expect(inShort(await told(trigger))).toEqual(['sessionStarted pc-1']);
		trigger.parameters = { ...trigger.parameters, triggerOn: PEOPLE };
		await trigger.activate('update');
		expect(await told(trigger)).toEqual([]);
		logs('relaylog-desktop-end');
		await trigger.restart();
		await told(trigger);
		expect(inShort(toldIn(trigger.emitted) as never)).toEqual(['sessionStarted pc-1', 'sessionEnded pc-1']);
	});

	it('shows real ones in a test run in the editor', async () => {
		logs('relaylog-desktop-start');
		expect(inShort(toldIn(await lab.trigger({ triggerOn: PEOPLE }).manual()) as never)).toEqual(['sessionStarted pc-1']);
	});
});

it('the live trigger tells a session as soon as the server pushes it', async () => {
	const trigger = lab.liveTrigger({ triggerOn: ['sessionStarted'] });
	await trigger.activate();
	await lab.timers.pass(2_000);
	logs('relaylog-desktop-start');
	lab.ring();
	await lab.timers.pass(0);
	expect(toldIn(trigger.emitted).map(({ eventId }) => eventId)).toEqual(['sessionStarted:9e1a31c891e0']);
	await trigger.deactivate();
});
