import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { operation } from '../operation';

const getTotals = operation({
	name: 'Get Totals',
	value: 'getTotals',
	action: 'Get device totals',
	description: 'Count devices, favorites, new ones and those that are down, all without archived devices, and those that are connected or archived',
	effect: 'read',
	fields: {},
	run: async ({ client }) => await client.totals(),
});

export const statistics: Resource<NetAlertXClient> = { name: 'Statistics', value: 'statistics', operations: [getTotals] };
