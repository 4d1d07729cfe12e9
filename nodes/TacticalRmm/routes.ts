import type { RawMethod, Routes } from '../shared/routes';

const FALLS_OVER = 'the server fails there with an error page (500), although it lists the route';
const AGENTS_OWN = 'it is what agents talk to, and refuses API keys';
const WHO_MAY = "it is about users, roles and API keys: it returns keys in plain text, and controls who may do what. Use the operations of 'User', 'Role' and 'API Key'";

const WRITES: readonly RawMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Reading by PATCH, and acting by GET: everything else is as its method says. */
const READS = /^(alerts|checks\/\d+\/history|logs\/(audit|debug)|core\/customfields|core\/urlaction\/run)$/;
const ACTS = /^(core\/clearcache|automation\/tasks\/[^/]+\/run|clients\/[^/]+\/deploy)$/;

export const routes: Routes = {
	product: 'Tactical RMM',
	example: '/logs/pendingactions/',
	refused: [
		{ route: /^api\/v\d+(\/|$)/, because: AGENTS_OWN },
		{ route: /^(accounts|login|logout|logoutall|checkcreds|v\d+)(\/|$)/, because: WHO_MAY },
		{ route: /^core\/settings(\/|$)/, because: "it returns the mail server's password and MeshCentral's token in plain text" },
		{ methods: ['GET'], route: /^core\/keystore(\/|$)/, because: "it returns the stored secrets in plain text: use 'Get Many' of the key store" },
		{ route: /^core\/codesign(\/|$)/, because: 'it returns the code-signing token in plain text' },
		{ route: /^core\/servermaintenance$/, because: 'it prunes tables, and with "alerts" it deletes every alert there is' },
		{ route: /^core\/serverscript(\/|$)/, because: 'it runs code on the server itself' },
		{ route: /^core\/urlaction\/run\/test$/, because: "it makes the server send any request to any address: use 'Run' of the URL action" },
		{ route: /^core\/webtermperms$/, because: 'it opens a terminal on the server itself' },
		{ methods: WRITES, route: /^agents$/, because: FALLS_OVER },
		{ route: /^agents\/bulkrecovery$/, because: 'it can restart hundreds of agents, although it is a GET' },
		{ route: /^agents\/actions\/bulk$/, because: "it affects many agents at once: use the operations of 'Bulk', which count them first" },
		{ route: /^agents\/maintenance\/bulk$/, because: "it changes many agents at once: use 'Set Maintenance' of the agent" },
		{ route: /^agents\/update$/, because: "it affects many agents at once: use 'Update Agents' of the agent, which counts them first" },
		{ methods: ['DELETE'], route: /^agents\/[^/]+$/, because: "it uninstalls the agent and forgets it at once: use 'Delete' of the agent" },
		{ route: /^agents\/[^/]+\/runscript$/, because: "for an agent that is offline it stores the word \"timeout\" as the result: use 'Run Script' of the agent" },
		{ route: /^agents\/[^/]+\/recover$/, because: "it reports success for any request: use 'Recover' of the agent" },
		{ methods: WRITES, route: /^agents\/[^/]+\/(checks|tasks|notes)$/, because: FALLS_OVER },
		{ methods: ['DELETE'], route: /^(logs\/pendingactions|clients\/deployments|agents\/[^/]+\/(pendingactions|processes))$/, because: FALLS_OVER },
		{ methods: ['POST'], route: /^services\/[^/]+\/[^/]+$/, because: "it passes any word to the agent: use 'Start', 'Stop' or 'Restart' of the service" },
		{ methods: ['POST'], route: /^clients$/, because: "without a site it leaves an incomplete client behind: use 'Create' of the client" },
		{ methods: ['POST'], route: /^scripts$/, because: "it creates a script from anything, even without a name: use 'Create' of the script" },
		{ methods: ['POST', 'PUT'], route: /^software$/, because: FALLS_OVER },
		{ methods: ['PUT', 'DELETE'], route: /^automation\/patchpolicy$/, because: FALLS_OVER },
		{ route: /^automation\/patchpolicy\/reset$/, because: 'with an empty body it resets the patch policy of every agent' },
		{ methods: WRITES, route: /^beta\//, because: "most of its writes fail, and it ignores the clients and sites a key is limited to: use 'Update'" },
	],
	reads: (method, route) => (method === 'GET' ? !ACTS.test(route) : method === 'PATCH' && READS.test(route)),
};
