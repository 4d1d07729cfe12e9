import { pack, unpack } from '../../nodes/shared/watch/packing';
import { closeAgents } from '../../nodes/shared/http/agents';
import { lab } from '../support/netAlertX';
import { inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';
import type { Poller } from '../support/poller';

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

const computer = 'b8:27:eb:15:00:15';
const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);
const insert = (devMac: string) =>
	world.simulator.database.insert({ devMac, devName: 'dummy', devFirstConnection: '2026-01-01 00:00:00', devLastConnection: '2026-01-01 00:00:00' });

/** Changes what is kept of the devices, as an earlier version may have kept it. */
async function keptAs(trigger: Poller, change: (entities: Awaited<ReturnType<typeof unpack>>['entities']) => void): Promise<void> {
	const saved = trigger.saved!.watch as { packed: string };
	const state = await unpack(saved.packed);
	change(state.entities);
	saved.packed = await pack(state);
}

describe('N1 a device without a MAC address', () => {
	const appears = () => {
		world.network.join({ mac: '', ip: '192.168.10.99' });
		world.network.scan();
	};
	const isCleanedUp = () => {
		world.network.leave('');
		world.simulator.database.deleteWhere(({ devMac }) => devMac === '');
	};

	it('is not followed: nothing is reported of it, and the trigger goes on after it was removed', async () => {
		const trigger = await world.activeTrigger();
		appears();
		expect(await trigger.poll()).toBeNull();
		world.network.leave('');
		world.network.scan();
		expect(await trigger.poll()).toBeNull();
		world.simulator.database.deleteWhere(({ devMac }) => devMac === '');
		expect(await trigger.poll()).toBeNull();
		world.network.leave(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
		expect(world.sent().filter((each) => each.startsWith('GET /device/'))).toEqual([]);
	});

	it.each<[string, () => void, number]>([
		['there', () => {}, 1],
		['gone', isCleanedUp, 0],
	])('that an earlier version followed, and that is %s, ends quietly', async (_, before, remarks) => {
		appears();
		const trigger = await world.activeTrigger();
		await keptAs(trigger, (entities) => entities.set('', { ...entities.get(lab.printer)!, id: '', mac: '', name: '(unknown)' }));
		before();
		const again = world.trigger({}, { saved: trigger.saved });
		expect(await again.restart()).toBeNull();
		expect(await again.poll()).toBeNull();
		world.network.leave(lab.printer);
		world.network.scan();
		expect(inShort(await again.poll())).toEqual([`deviceOffline ${lab.printer}`]);
		expect(again.warnings).toHaveLength(remarks);
		for (const warning of again.warnings) expect(warning).toContain('devMac: expected text that names a device');
	});
});

describe('N2 a device that has some text in the place of a MAC address', () => {
	it.each([
		['Switch Livingroom', 'switch livingroom', ['GET /devices', 'GET /device/switch%20livingroom']],
		['zz:0z', 'zz:0z', ['GET /devices', 'GET /device/zz:0z']],
		// Each of these would be a question about something else: the list has the word.
		['new', 'new', ['GET /devices']],
		['a/b', 'a/b', ['GET /devices']],
		['4', '4', ['GET /devices']],
		['..', '..', ['GET /devices']],
	])('"%s" is followed, and reported as removed', async (devMac, id, requests) => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceAdded', 'deviceRemoved'] });
		insert(devMac);
		const [added] = toldIn(await trigger.poll());
		expect(added).toMatchObject({ event: 'deviceAdded', device: { id, mac: null, name: 'dummy' } });
		world.simulator.database.delete(devMac);
		world.sent();
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${id}`]);
		expect(world.sent()).toEqual(requests);
	});
});

describe('N4 a device with an IPv4 and an IPv6 address', () => {
	const ipv4 = () => String(world.simulator.database.device(computer)!.devPrimaryIPv4);
	const ipv6 = 'fd00:db8::15';
	/** @returns when the scan was */
	const foundBy = (ip: string, ago = 0, mac = computer) => {
		const at = minutesAgo(ago);
		world.network.changeAddress(mac, ip);
		world.network.scan(at);
		return at.toISOString();
	};
	const active = async () => await world.activeTrigger({ triggerOn: ['ipChanged'] });
	const changesIn = (trigger: Poller) => toldIn(trigger.emitted).map(({ occurredAt, changes, device }) => ({ occurredAt, changes, ip: device!.ip }));

	it('that scans find by the one and the other in turn has not changed, from the first time on', async () => {
		const before = ipv4();
		const trigger = await active();
		for (const ip of [ipv6, before, ipv6, before, before, ipv6]) {
			foundBy(ip);
			await trigger.poll();
		}
		expect(trigger.emitted).toEqual([]);
	});

	it('has changed when one of them has, whichever of them a scan found it by last', async () => {
		const before = ipv4();
		const trigger = await active();
		foundBy(ipv6, 9);
		await trigger.poll();
		const occurredAt = foundBy('192.168.10.200', 8);
		foundBy(ipv6, 7);
		await trigger.poll();
		expect(changesIn(trigger)).toEqual([{ occurredAt, changes: [{ field: 'ip', from: before, to: '192.168.10.200' }], ip: '192.168.10.200' }]);
	});

	it('has changed when its IPv6 address has', async () => {
		const before = ipv4();
		const trigger = await active();
		foundBy(ipv6, 9);
		await trigger.poll();
		foundBy('fd00:db8::16', 8);
		await trigger.poll();
		foundBy(before, 7);
		await trigger.poll();
		expect(changesIn(trigger)).toMatchObject([{ changes: [{ field: 'ipv6', from: ipv6, to: 'fd00:db8::16' }], ip: before }]);
	});

	it('is not reported for a link-local address, which every network card has as well', async () => {
		const trigger = await active();
		for (const ip of [ipv6, 'fe80::1', ipv6, 'fe80::2']) {
			foundBy(ip);
			await trigger.poll();
		}
		expect(trigger.emitted).toEqual([]);
	});

	it('has changed when it is known by IPv6 only and that has', async () => {
		world.network.join({ mac: 'aa:bb:cc:00:00:01', ip: ipv6 });
		world.network.scan(minutesAgo(9));
		const trigger = await active();
		const occurredAt = foundBy('fd00:db8::99', 8, 'aa:bb:cc:00:00:01');
		await trigger.poll();
		expect(changesIn(trigger)).toEqual([{ occurredAt, changes: [{ field: 'ip', from: ipv6, to: 'fd00:db8::99' }], ip: 'fd00:db8::99' }]);
	});

	it('has not changed when it was known by IPv6 only and has an IPv4 address now', async () => {
		world.network.join({ mac: 'aa:bb:cc:00:00:01', ip: ipv6 });
		world.network.scan();
		const trigger = await active();
		world.network.changeAddress('aa:bb:cc:00:00:01', '192.168.10.201');
		world.network.scan();
		await trigger.poll();
		expect(trigger.emitted).toEqual([]);
	});

	it('has not changed where an earlier version kept the other of its addresses', async () => {
		foundBy(ipv6);
		const trigger = await active();
		await keptAs(trigger, (entities) => entities.set(computer, { ...entities.get(computer)!, ip: ipv6 }));
		const again = world.trigger({ triggerOn: ['ipChanged'] }, { saved: trigger.saved });
		await again.restart();
		await again.poll();
		expect(again.emitted).toEqual([]);
	});

	it('has changed its IPv6 address when the log says so', async () => {
		const trigger = await active();
		foundBy(ipv6, 9);
		await trigger.poll();
		const occurredAt = foundBy('fd00:db8::16', 8);
		await trigger.poll();
		expect(changesIn(trigger)).toMatchObject([{ occurredAt }]);
	});
});

describe('N5 a word for "not known" is no value', () => {
	const named = (devName: string) => world.simulator.database.patch(computer, { devName });
	const changed = async (trigger: Poller) => toldIn(await trigger.poll()).flatMap(({ changes }) => changes);

	it('one in the place of another is no change, a name that is found is', async () => {
		named('(unknown)');
		const trigger = await world.activeTrigger({ triggerOn: ['deviceChanged'] });
		for (const word of ['(name not found)', 'null', 'NULL', '', '(Unknown)']) {
			named(word);
			expect(await trigger.poll()).toBeNull();
		}
		named('tv');
		expect(await changed(trigger)).toEqual([{ field: 'devName', from: null, to: 'tv' }]);
		named('(name not found)');
		expect(await changed(trigger)).toEqual([{ field: 'devName', from: 'tv', to: null }]);
	});

	it('a vendor of a random address is not known', async () => {
		world.simulator.database.patch(computer, { devVendor: null });
		const trigger = await world.activeTrigger({ triggerOn: ['deviceChanged'], watchedFields: ['devVendor'] });
		world.simulator.database.patch(computer, { devVendor: '(Unknown: locally administered)' });
		expect(await trigger.poll()).toBeNull();
	});

	it('a new device has none', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceAdded'] });
		world.network.join();
		world.network.scan();
		expect(toldIn(await trigger.poll())).toMatchObject([{ device: { name: null } }]);
	});

	it('an earlier version that kept it as a value, and nothing as empty text, told no change of it either', async () => {
		named('(unknown)');
		const trigger = await world.activeTrigger({ triggerOn: ['deviceChanged'] });
		await keptAs(trigger, (entities) => {
			for (const [id, entity] of entities) {
				const values = Object.fromEntries(Object.entries(entity.values).map(([name, value]) => [name, value ?? '']));
				entities.set(id, { ...entity, values: id === computer ? { ...values, devName: '(unknown)' } : values });
			}
		});
		const again = world.trigger({ triggerOn: ['deviceChanged'] }, { saved: trigger.saved });
		await again.restart();
		await again.poll();
		expect(again.emitted).toEqual([]);
	});
});

describe('N7 filters', () => {
	const random = 'da:a1:19:00:00:32';
	const offline = async (filters: object, macs: string[]) => {
		const trigger = await world.activeTrigger({ filters, triggerOn: ['deviceOffline'] });
		for (const mac of macs) world.network.leave(mac);
		world.network.scan();
		return inShort(await trigger.poll()).map((each) => each.replace('deviceOffline ', '')).sort();
	};

	it('Leave Out Archived', async () => {
		expect(await offline({ leaveOutArchived: true }, [lab.archived, lab.printer])).toEqual([lab.printer]);
	});

	it('Leave Out Random MACs', async () => {
		expect(await offline({ leaveOutRandom: true }, [random, lab.printer])).toEqual([lab.printer]);
		expect(world.sent()).toContain('GET /settings/UI_NOT_RANDOM_MAC');
	});

	it('Leave Out Random MACs, but not those that the settings of NetAlertX except', async () => {
		world.simulator.settings.UI_NOT_RANDOM_MAC = ['DA:A1'];
		expect(await offline({ leaveOutRandom: true }, [random, '06:5e:c2:00:00:33'])).toEqual([random]);
	});

	it('Leave Out Random MACs works where a server does not tell its settings', async () => {
		const refusal = { status: 404, body: { success: false, error: 'API route not found', message: 'not found' } };
		world.simulator.answerNext({ path: /^\/settings/ }, refusal, 2);
		expect(await offline({ leaveOutRandom: true }, [random, lab.printer])).toEqual([lab.printer]);
	});

	it.each([
		['sites', 'DEFAULT', { devSite: 'default' }],
		['vlans', '10, 20', { devVlan: '20' }],
		['vendors', 'silex technology', { devVendor: 'Silex Technology' }],
	])('by %s', async (filter, wanted, columns) => {
		world.simulator.database.patch(computer, { devSite: 'x', devVlan: 'x', devVendor: 'x', ...columns });
		world.simulator.database.patch(lab.phone, { devSite: 'y', devVlan: 'y', devVendor: 'y' });
		expect(await offline({ [filter]: wanted }, [computer, lab.phone])).toEqual([computer]);
	});

	it('all off let everything pass', async () => {
		const filters = { leaveOutArchived: false, leaveOutRandom: false, leaveOutSleeping: false, sites: '', vlans: '', vendors: '' };
		expect(await offline(filters, [lab.archived, random])).toEqual([lab.archived, random].sort());
		expect(world.sent().filter((each) => /settings|by-status/.test(each))).toEqual([]);
	});

	describe('Leave Out Sleeping', () => {
		const naps = (devAlertDown: 0 | 1) => {
			world.simulator.database.patch(computer, { devCanSleep: 1, devAlertDown });
			world.network.leave(computer);
			world.network.scan();
		};
		const active = async (filters: object) => await world.activeTrigger({ filters, triggerOn: ['deviceOffline', 'deviceOnline', 'deviceDown'] });

		it.each([0, 1] as const)('says nothing of a device that naps (Alert Down %i), and asks who sleeps only where one may', async (devAlertDown) => {
			// The one of the lab that sleeps from the start may not any more.
			world.simulator.database.patch('b8:27:eb:23:00:23', { devCanSleep: 0 });
			const trigger = await active({ leaveOutSleeping: true });
			expect(world.sent()).toEqual(['GET /devices', 'GET /events/2']);
			naps(devAlertDown);
			expect(await trigger.poll()).toBeNull();
			expect(world.sent()).toEqual(['GET /devices', 'GET /devices/by-status', expect.stringMatching(/^GET \/events\//)]);
			expect(await trigger.poll()).toBeNull();
		});

		it('off, a nap is an offline as before', async () => {
			const trigger = await active({});
			naps(0);
			expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${computer}`]);
		});

		it('one that has slept for longer than the settings allow is gone, and passes', async () => {
			world.simulator.database.patch(computer, { devCanSleep: 1 });
			const trigger = await active({ leaveOutSleeping: true });
			world.network.leave(computer);
			world.simulator.database.patch(computer, { devPresentLastScan: 0, devLastConnection: minutesAgo(31).toISOString().slice(0, 19).replace('T', ' ') });
			expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${computer}`]);
		});

		it('one that falls asleep and then stays away is reported when its sleep is over, as it began', async () => {
			world.simulator.database.patch(computer, { devCanSleep: 1 });
			const trigger = await active({ leaveOutSleeping: true });
			naps(0);
			expect(await trigger.poll()).toBeNull();
			world.simulator.database.patch(computer, { devLastConnection: minutesAgo(31).toISOString().slice(0, 19).replace('T', ' ') });
			expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${computer}`]);
		});
	});
});

it('R5 the log of a server before 26.4.6 proves as much', async () => {
	const old = await TriggerLab.start({ oldEventColumns: true });
	const trigger = await old.activeTrigger({ triggerOn: ['deviceOffline', 'deviceOnline', 'ipChanged'] });
	for (const happens of ['leave', 'comeBack'] as const) {
		old.network[happens](lab.printer);
		old.network.scan();
	}
	const ip = old.network.changeAddress(lab.phone);
	old.network.scan();
	const told = toldIn(await trigger.poll());
	await old.stop();
	expect(told.map(({ event, device }) => `${event} ${device!.id}`)).toEqual([`deviceOffline ${lab.printer}`, `deviceOnline ${lab.printer}`, `ipChanged ${lab.phone}`]);
	expect(told[2]!.changes).toMatchObject([{ to: ip }]);
});

it("N13 the trigger's devices have the ten fields that all systems share, and no more", async () => {
	const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline'] });
	world.network.leave(lab.printer);
	world.network.scan();
	const [told] = toldIn(await trigger.poll());
	expect(Object.keys(told!.device!)).toEqual(['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source']);
});
