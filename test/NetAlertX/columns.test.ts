import {
	asStored,
	columns,
	columnsBesideName,
	columnsWhenWhole,
	lockableFields,
	refuseSelfAsParent,
	resetValue,
	type Column,
} from '../../nodes/NetAlertX/columns';
import type { Field } from '../../nodes/shared/fields';
import { updatableColumns } from '../simulators/netalertx/columns';
import { lab, startLab } from '../support/netAlertX';
import { recorded, recordings } from '../support/recordings';

type AnyColumn = Field<string | number | boolean>;
const reading = { client: undefined, siblings: {}, timezone: 'UTC' };
const read = (name: keyof typeof columnsWhenWhole, raw: unknown) => (columnsWhenWhole[name] as AnyColumn).read(raw, reading);
const sentFor = (name: keyof typeof columnsWhenWhole, raw: unknown) => asStored(read(name, raw) as string | number | boolean);

const all = Object.keys(columnsWhenWhole) as Array<keyof typeof columnsWhenWhole>;
const ofType = (type: string) => all.filter((name) => columnsWhenWhole[name].properties[0]!.type === type);

describe('the columns that can be written one by one', () => {
	it("are the 25 that the server's own refusal lists", () => {
		const refusal = recorded('device-update-column.422-not-allowed') as { details: Array<{ ctx: { expected: string } }> };
		const allowed = [...refusal.details[0]!.ctx.expected.matchAll(/'(\w+)'/g)].map(([, name]) => name);
		expect(Object.keys(columns).sort()).toEqual([...allowed].sort());
		expect(allowed).toHaveLength(25);
		expect([...updatableColumns].sort()).toEqual([...allowed].sort());
	});

	it('and devScan only together with all others', () => {
		expect(all).toHaveLength(26);
		expect(all.filter((name) => !(name in columns))).toEqual(['devScan']);
		expect(Object.keys(columnsBesideName).sort()).toEqual([...all.filter((name) => name !== 'devName'), 'devLastIP'].sort());
	});

	it('have labels of their own', () => {
		const labels = all.map((name) => columnsWhenWhole[name].properties[0]!.displayName);
		expect(new Set(labels).size).toBe(labels.length);
	});
});

describe('a switch is sent as 0 or 1', () => {
	it.each(ofType('boolean'))('%s', (name) => {
		expect([true, false, 'true', 'false', 1, 0, 'TRUE', 'no'].map((raw) => sentFor(name, raw))).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
		for (const raw of ['banana', 2, null, '']) expect(() => read(name, raw)).toThrow(/true or false/);
	});
});

describe('a choice takes only what the server knows, which it does not check itself', () => {
	it.each<[Column, string[]]>([
		['devForceStatus', ['dont_force', 'online', 'offline']],
		['devParentRelType', ['default', 'child', 'nic', 'virtual', 'logical']],
	])('%s', (name, values) => {
		expect(values.map((value) => sentFor(name, value))).toEqual(values);
		for (const raw of ['banana', '', null, 'down']) expect(() => read(name, raw)).toThrow(/must be one of/);
	});
});

it('E9 a choice takes its label as well', () => {
	expect(["Don't Force", 'Online', 'OFFLINE'].map((raw) => sentFor('devForceStatus', raw))).toEqual(['dont_force', 'online', 'offline']);
	expect(['Default', 'nic'].map((raw) => sentFor('devParentRelType', raw))).toEqual(['default', 'nic']);
});

describe('the hours of devSkipRepeated', () => {
	it('are a whole number, also as text', () => {
		expect([0, 24, '24'].map((raw) => sentFor('devSkipRepeated', raw))).toEqual([0, 24, 24]);
	});

	it.each([-1, 1.5, 'abc', true, null])('are not %p', (raw) => {
		expect(() => read('devSkipRepeated', raw)).toThrow(/whole number/);
	});
});

describe('text', () => {
	const texts = ofType('string').filter((name) => !['devParentMAC', 'devIcon', 'devCustomProps'].includes(name));

	it.each(texts)('of %s is sent as it stands, blanks and line breaks too', (name) => {
		expect(sentFor(name, ' two\nlines ')).toBe(' two\nlines ');
		expect(sentFor(name, '')).toBe('');
	});

	it.each(texts)('of %s may come as a number or null from an expression', (name) => {
		expect([42, null].map((raw) => sentFor(name, raw))).toEqual(['42', '']);
		expect(() => read(name, { a: 1 })).toThrow(/text/);
	});
});

describe('the parent device', () => {
	it.each([
		['AA-BB-CC-00-00-01', 'aa:bb:cc:00:00:01'],
		['aabbcc000001', 'aa:bb:cc:00:00:01'],
		['Internet', 'internet'],
		['', ''],
		[null, ''],
		['  ', ''],
	])('entered as %p is sent as %p', async (entered, sent) => {
		expect(await read('devParentMAC', entered)).toBe(sent);
	});

	it('must be a MAC address', async () => {
		await expect(read('devParentMAC', 'core-switch')).rejects.toThrow(/is not a MAC address/);
	});

	it('cannot be the device itself, which the server would store', () => {
		expect(() => refuseSelfAsParent(lab.nas, { devParentMAC: lab.nas })).toThrow(/is the device itself/);
		expect(() => refuseSelfAsParent(lab.nas, { devParentMAC: lab.gateway })).not.toThrow();
		expect(() => refuseSelfAsParent(lab.nas, {})).not.toThrow();
	});
});

describe('what a full replace leaves in a column that is not sent', () => {
	it.each(all)('%s: as a replace with nothing leaves it in the table', async (name) => {
		const emptied = await emptiedDevice();
		expect(resetValue(name)).toBe(emptied[name]);
	});

	it('is what the real server was read back with, after a replace with five columns', () => {
		const given = recordings.get('device-update.numeric-name')!.request.body as object;
		const after = recorded('device-update.numeric-name-readback') as Record<string, unknown>;
		const left = all.filter((name) => !(name in given));
		expect(Object.fromEntries(left.map((name) => [name, resetValue(name)]))).toEqual(
			Object.fromEntries(left.map((name) => [name, after[name]])),
		);
	});
});

let emptied: Promise<Record<string, unknown>> | undefined;
/** A device after the recorded replace with an empty body. */
function emptiedDevice(): Promise<Record<string, unknown>> {
	return (emptied ??= (async () => {
		const { simulator, stop } = await startLab();
		const { request } = recordings.get('device-update.empty-body')!;
		await fetch(simulator.url + request.path, {
			method: request.method,
			body: JSON.stringify(request.body),
			headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
		});
		const row = { ...simulator.database.device(lab.phone) };
		await stop();
		return row;
	})());
}

it('the ten fields that can be locked are those that have a source', () => {
	const device = recorded('device-get') as object;
	const tracked = Object.keys(device).flatMap((name) => (/^dev\w+Source$/.test(name) ? [name.replace(/Source$/, '')] : []));
	expect(lockableFields.map(({ value }) => value).sort()).toEqual(tracked.sort());
	expect(tracked).toHaveLength(10);
});
