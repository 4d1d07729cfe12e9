import type { Routes } from '../shared/routes';

/** Reading by POST, and acting by GET: everything else is as its method says. */
const READS = /^(devices\/(search|by-status)|device\/open_ports|events\/(last|recent)|graphql|nettools\/(traceroute|nslookup))$/;
const ACTS = /^nettools\/(trigger-scan|speedtest|internetinfo)$/;

export const routes: Routes = {
	product: 'NetAlertX',
	example: '/sessions/list',
	refused: [
		{ route: /^dbquery(\/|$)/, because: 'it runs any SQL against the database, and even its read form can write' },
		{ methods: ['POST'], route: /^devices\/fields\/unlock$/, because: "an empty body unlocks every field of every device: use 'Unlock Fields in Bulk' of the device" },
		{ methods: ['POST'], route: /^device\/copy$/, because: "it deletes the target if the source is unknown: use 'Copy' of the device" },
		{ methods: ['POST'], route: /^device\/(?!open_ports$)[^/]+$/, because: "it resets every column that is not sent: use 'Update', 'Replace' or 'Create' of the device" },
		{ methods: ['POST'], route: /^device\/[^/]+\/field\/lock$/, because: "it unlocks if 'lock' is left out: use 'Lock Field' or 'Unlock Field' of the device" },
		{ methods: ['POST'], route: /^devices\/import$/, because: 'it empties the table of devices first, and leaves it empty if the file is invalid' },
		{ methods: ['DELETE'], route: /^devices$/, because: "with 'confirm_delete_all' it deletes every device whatever else is sent: use 'Delete' of the device" },
		{ methods: ['DELETE'], route: /^devices\/(empty-macs|unknown)$/, because: 'it deletes every freshly scanned device at once' },
		{ methods: ['DELETE'], route: /^(events|history|messaging\/in-app\/delete|logs)(\/|$)/, because: 'it deletes permanently and at once, and a number in the path means days' },
		{ methods: ['GET'], route: /^settings(\/|$)/, because: 'it returns secrets in plain text' },
		{ route: /^graphql$/, body: /\bsettings\b/i, because: 'a query for settings returns secrets in plain text' },
		{ methods: ['GET'], route: /^sse\/state$/, because: 'it is a stream that never ends; the NetAlertX Trigger reports changes' },
		{ route: /^mcp(\/|$)/, because: 'its tools include all other routes, even those refused here' },
	],
	reads: (method, route) => (method === 'GET' ? !ACTS.test(route) : READS.test(route)),
};
