import { customFieldValues } from '../../nodes/TacticalRmm/customFieldValues';
import { startLab, type Running } from '../support/tacticalRmm';

let running: Running;
beforeAll(async () => {
	running = await startLab();
});
afterAll(async () => await running.stop());

const read = async (raw: unknown) => await customFieldValues('agent').read(raw, { client: running.client(), siblings: {}, timezone: 'UTC' });
const rows = (name: string, value: unknown) => ({ entries: [{ name, value }] });

describe('custom fields are sent by number and in the kind of their type', () => {
	it.each<[string, unknown, object]>([
		['text', rows('Agent Notes Field', 'x'), { field: 1, string_value: 'x' }],
		['a name in other letters', rows('agent notes field', 'x'), { field: 1, string_value: 'x' }],
		['a number as text', rows('Asset Number', '4711'), { field: 4, string_value: '4711' }],
		['a number', rows('Asset Number', 4711), { field: 4, string_value: '4711' }],
		['nothing, which empties', { 'Asset Number': null }, { field: 4, string_value: '' }],
		['an option', rows('Priority', 'high'), { field: 5, string_value: 'high' }],
		['options with commas between', rows('Roles', 'web, print'), { field: 6, multiple_value: ['web', 'print'] }],
		['options as a list', { Roles: ['web', 'print'] }, { field: 6, multiple_value: ['web', 'print'] }],
		['no option', { Roles: [] }, { field: 6, multiple_value: [] }],
		['a switch as text', rows('Backup Enabled', 'true'), { field: 7, bool_value: true }],
		['a switch', { 'Backup Enabled': false }, { field: 7, bool_value: false }],
		['a time', rows('Warranty Until', '2027-01-31T08:00'), { field: 8, string_value: '2027-01-31T08:00' }],
		['E9 a switch in words', rows('Backup Enabled', ' Yes'), { field: 7, bool_value: true }],
		['E9 an option in other letters', rows('Priority', 'HIGH'), { field: 5, string_value: 'high' }],
		['E9 options in other letters', rows('Roles', 'Web, PRINT'), { field: 6, multiple_value: ['web', 'print'] }],
		['E9 options as JSON text of a list', rows('Roles', '["web", "print"]'), { field: 6, multiple_value: ['web', 'print'] }],
		['E9 a list of one text', rows('Agent Notes Field', ['x']), { field: 1, string_value: 'x' }],
		['JSON of an object', '{"Asset Number": 4711}', { field: 4, string_value: '4711' }],
	])('%s', async (_, raw, sent) => {
		expect(await read(raw)).toEqual([sent]);
	});

	it.each<[string, unknown]>([
		['nothing entered', {}],
		['nothing entered by an expression', ''],
		['no rows', { entries: [] }],
	])('%s: none', async (_, raw) => {
		expect(await read(raw)).toEqual([]);
	});

	it.each<[string, unknown, RegExp]>([
		['a name that is not defined', rows('Tier', 'x'), /^Tactical RMM has no custom field "Tier" for agents$/],
		["a client's field", rows('Client Notes Field', 'x'), /no custom field "Client Notes Field" for agents/],
		['text for a number', rows('Asset Number', 'many'), /"Asset Number" accepts a number/],
		['a number without end', rows('Asset Number', 'Infinity'), /"Asset Number" accepts a number/],
		['a number that is none', { 'Asset Number': NaN }, /"Asset Number" accepts text or a number/],
		['an option that is none', rows('Priority', 'urgent'), /"Priority" accepts one of low, medium or high/],
		['one option that is none', rows('Roles', 'web, dns'), /"Roles" accepts one or more of web, db and print/],
		['text for a switch', rows('Backup Enabled', 'maybe'), /"Backup Enabled" accepts a checkbox/],
		['text for a time', rows('Warranty Until', 'soon'), /"Warranty Until" accepts a date and time/],
		['an object for text', { 'Agent Notes Field': { a: 1 } }, /"Agent Notes Field" accepts text or a number/],
		['a row without a name', rows(' ', 'x'), /must have a name in every row/],
		['a name twice', { entries: [{ name: 'Priority', value: 'low' }, { name: 'Priority', value: 'high' }] }, /must name "Priority" only once/],
		['a list', ['x'], /must be an object/],
		['text', 'x', /must be an object/],
	])('%s is refused', async (_, raw, message) => {
		await expect(read(raw)).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(message) });
	});
});

it('values are given by name; the definitions are read once', async () => {
	const client = running.client();
	running.simulator.requests.splice(0);
	expect(await client.customFields.named('agent', [{ field: 4, value: '4711' }, { field: 99, value: true }])).toEqual({ 'Asset Number': '4711', '99': true });
	expect(await client.customFields.named('site', [{ field: 3, value: 'attic' }])).toEqual({ 'Site Notes Field': 'attic' });
	expect(running.sent()).toEqual(['GET /core/customfields/']);
	expect(await running.client().customFields.named('agent', [])).toEqual({});
	expect(running.sent()).toHaveLength(1);
});

it('E10 an option with a comma of its own is not taken apart', async () => {
	const lab = await startLab();
	try {
		const roles = lab.simulator.world.tables.customFields.all().find(({ name }) => name === 'Roles')!;
		roles.options = ['web', 'web, mail', 'mail'];
		const client = lab.client();
		const sent = async (value: unknown) => (await client.customFields.toSend('agent', { Roles: value }))[0]!.multiple_value;
		expect(await sent('web, mail')).toEqual(['web, mail']);
		expect(await sent('mail, Web, Mail')).toEqual(['mail', 'web, mail']);
		expect(await sent(['web', 'mail'])).toEqual(['web', 'mail']);
	} finally {
		await lab.stop();
	}
});

it('E9 two fields whose names differ by their case alone are not confused', async () => {
	const lab = await startLab();
	try {
		const { customFields } = lab.simulator.world.tables;
		const priority = customFields.all().find(({ name }) => name === 'Priority')!;
		customFields.add({ ...priority, id: undefined, name: 'PRIORITY' });
		const client = lab.client();
		expect(await client.customFields.toSend('agent', { Priority: 'low' })).toEqual([{ field: priority.id, string_value: 'low' }]);
		await expect(client.customFields.toSend('agent', { priority: 'low' })).rejects.toThrow('has no custom field "priority"');
	} finally {
		await lab.stop();
	}
});
