import type { Door } from '../shared/http/doors';

/** NetAlertX's own web server hands `/server` on to the API for pages of its own only, told by headers that browsers send. */
export const doors: readonly Door[] = [
	{
		name: "NetAlertX's web server",
		isMet: ({ status, title, page, asked }) => status === 403 && page !== '' && (/^Access Restricted - NetAlertX/.test(title) || asked.port === '20211'),
		says: ({ asked }) => `The web server of NetAlertX on ${asked.host} gives only its own pages access to the API`,
		advice: ({ asked }) => `Enter the address of the API itself in the credential: http://${asked.hostname}:20212, unless the setting GRAPHQL_PORT has another port. If only the web server is reachable, publish that port as well, or set up a reverse proxy to it.`,
	},
];
