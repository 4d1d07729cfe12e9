import { actionNodes } from './systems';
import type { Field, Fields } from '../../nodes/shared/fields';
import * as netAlertX from '../support/netAlertX';
import * as tacticalRmm from '../support/tacticalRmm';

/** What models and expressions give, run by n8n's own engine. */

describe('E9 NetAlertX', () => {
	const { byMac, jsonOf, lab } = netAlertX;
	let running: netAlertX.Running;
	beforeEach(async () => {
		running = await netAlertX.startLab();
	});
	afterEach(async () => await running.stop());

	it('switches and choices inside of a collection', async () => {
		const updateFields = { devFavorite: 'Yes', devForceStatus: 'Offline', devOwner: '={{ ["Ada"] }}', devGroup: '={{ null }}' };
		const { error } = await running.run('device', 'update', { deviceId: byMac(lab.nas), updateFields });
		expect(error).toBeUndefined();
		expect(running.written().map(([, body]) => body)).toEqual([
			{ columnName: 'devFavorite', columnValue: 1 },
			{ columnName: 'devForceStatus', columnValue: 'offline' },
			{ columnName: 'devOwner', columnValue: 'Ada' },
		]);
	});

	it('a field by its label decides of what kind the value is', async () => {
		const { error } = await running.run('device', 'updateField', { deviceId: byMac(lab.nas), fieldName: '={{ "Favorite" }}', fieldValue: '={{ "on" }}' });
		expect(error).toBeUndefined();
		expect(running.written().map(([, body]) => body)).toEqual([{ columnName: 'devFavorite', columnValue: 1 }]);
	});

	it.each([
		['the bare value', lab.nas],
		['what the editor stores, as JSON text', JSON.stringify(byMac(lab.nas))],
		['an object from an expression', `={{ { mode: "name", value: ["nas"] } }}`],
	])('a device as %s', async (_, deviceId) => {
		expect(jsonOf(await running.run('device', 'get', { deviceId }))).toMatchObject([{ name: 'nas' }]);
	});

	it.each([
		['no', 3],
		['OFF', 3],
	])('Return All as the text "%s" keeps to the limit', async (returnAll, count) => {
		expect(jsonOf(await running.run('device', 'getAll', { returnAll: `={{ "${returnAll}" }}`, limit: 3 }))).toHaveLength(count);
	});
});

describe('E9 Tactical RMM', () => {
	const { byName, jsonOf } = tacticalRmm;
	let running: tacticalRmm.Running;
	beforeEach(async () => {
		running = await tacticalRmm.startLab();
	});
	afterEach(async () => await running.stop());

	// With an expression, n8n shows what either choice would, and wants all of it filled in.
	const both = { clientId: byName('Globex'), siteId: byName('Hamburg') };

	it.each(['client', 'One Client', 'ONE CLIENT'])('agents of "%s" are those of the client and no others', async (agentsOf) => {
		const found = jsonOf(await running.run('agent', 'getAll', { agentsOf: `={{ "${agentsOf}" }}`, ...both, returnAll: true }));
		expect(found.length).toBeGreaterThan(0);
		expect(found.every((agent) => (agent as { group: string }).group.startsWith('Globex'))).toBe(true);
	});

	it('a choice that is none lists what there is', async () => {
		const { error } = await running.run('agent', 'getAll', { agentsOf: '={{ "some" }}', ...both });
		expect(error?.message).toBe("'Agents Of' must be one of: All Clients, One Client, One Site");
	});
});

const operations = actionNodes.flatMap(({ system }) =>
	system.resources.flatMap((resource) =>
		resource.operations.map((operation) => [`${system.name}: ${resource.name} > ${operation.name}`, (operation as unknown as { fields: Fields<unknown> }).fields] as const),
	),
);

it.each(operations)('%s: what a field is shown by comes before it', (_, fields) => {
	const before: string[] = [];
	for (const [name, field] of Object.entries(fields) as Array<[string, Field<unknown>]>) {
		const shownBy = [field.shownWhen, ...field.properties.map(({ shownWhen }) => shownWhen)].flatMap((when) => Object.keys(when ?? {}));
		expect(before).toEqual(expect.arrayContaining(shownBy));
		before.push(name);
	}
});
