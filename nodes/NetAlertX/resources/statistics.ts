import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { operation } from '../operation';

const getTotals = operation({
	name: 'Get Totals',
	value: 'getTotals',
	action: 'Get device totals',
	description: 'Count all devices, favorites, new and down devices (without archived ones), and connected and archived devices',
	effect: 'read',
	fields: {},
	run: async ({ client }) => await client.totals(),
});

const getHealth = operation({
	name: 'Get Health',
	value: 'getHealth',
	action: 'Get server health',
	description: 'Retrieve the load, memory, storage and database size of the NetAlertX server',
	effect: 'read',
	fields: {},
	run: async ({ client }) => {
		const { load_1m: load, mem_mb, mem_usage_pct, storage_gb, storage_pct, db_size_mb, cpu_temp } = await client.health();
		return {
			load: load ?? null,
			memoryMegabytes: mem_mb ?? null,
			memoryUsedPercent: mem_usage_pct ?? null,
			storageGigabytes: storage_gb ?? null,
			storageUsedPercent: storage_pct ?? null,
			databaseMegabytes: db_size_mb ?? null,
			cpuTemperatureCelsius: cpu_temp ?? null,
		};
	},
});

export const statistics: Resource<NetAlertXClient> = { name: 'Statistics', value: 'statistics', operations: [getTotals, getHealth] };
