/** The server's settings, typed as GET /settings/<key> gives them; the values are the lab's. */
export type Settings = Record<string, unknown>;

/** Hours of history that count for flapping, and how many changes of presence make it. */
export const flapping = { hours: 1, changes: 3 };

/** How long a device that may sleep is `Sleeping` before it is down. */
export const sleepMinutes = 30;

const deleteButton = [
	[
		{ CUSTPROP_icon: Buffer.from('<i class="fas fa-trash-alt"></i>').toString('base64') },
		{ CUSTPROP_type: 'delete_dev' },
		{ CUSTPROP_name: '' },
		{ CUSTPROP_args: 'Delete device' },
		{ CUSTPROP_notes: '' },
		{ CUSTPROP_show: true },
	],
];

export function labSettings(token: string): Settings {
	return {
		API_TOKEN: token,
		GRAPHQL_PORT: 20212,
		TIMEZONE: 'Europe/Berlin',
		VERSION: 'v26.8.22-lab',
		SYNC_node_name: 'NAX-lab',
		LOADED_PLUGINS: [
			'ARPSCAN', 'CUSTPROP', 'DBCLNP', 'MAINT', 'NEWDEV', 'NTFPRCS', 'SETPWD', 'WORKFLOWS', 'UI', 'WEBHOOK', 'INTRNT', 'SYNC', 'VNDRPDT',
		],
		NEWDEV_devCustomProps: Buffer.from(JSON.stringify(deleteButton, null, 2)).toString('base64'),
		/** Beginnings of MAC addresses that only look random. */
		UI_NOT_RANDOM_MAC: [],
		WEBHOOK_SECRET: 'labsecret',
	};
}
