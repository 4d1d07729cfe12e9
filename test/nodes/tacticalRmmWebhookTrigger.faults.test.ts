/** Calls and registrations as they go wrong in practice: none is lost, and nothing false is reported. */
import { closeAgents } from '../../nodes/shared/http/agents';
import { day, minute } from '../simulators/tacticalrmm';
import { credentialFor, lab } from '../support/tacticalRmm';
import { WebhookLab } from '../support/tacticalRmmWebhook';
import type { WebhookNode } from '../support/webhookNode';

let rmm: WebhookLab;
let template: number;
beforeEach(async () => void ({ rmm, template } = await WebhookLab.onCall()));
afterEach(async () => await rmm.stop());
afterAll(closeAgents);

const failed = { agent: lab.workstation, alert_type: 'check', severity: 'error', message: 'WIN-WS-01 has a ping check that failed.' } as const;
const attached = (...templates: number[]): Record<string, unknown> => ({ alertTemplateIds: templates });
const active = async (parameters = attached(template)): Promise<WebhookNode> => {
	const node = rmm.node(parameters);
	await node.activate();
	return node;
};
const eventsOf = (node: WebhookNode) => node.emitted.map(({ json }) => `${String(json.event)} ${String((json.alert as { id: number }).id)}`).sort();
const raised = async (count: number, values: object = failed): Promise<string[]> => {
	const ids = Array.from({ length: count }, (_, number) => rmm.world.raiseAlert({ ...values, message: `alert ${number}` }).id);
	await rmm.settled();
	return ids.map((id) => `alertRaised ${id}`).sort();
};
const ours = () => rmm.state().actions.filter(({ name }) => String(name).startsWith('n8n webhook '));

describe('where n8n was killed before it had kept the secret', () => {
	const unkept = async () => {
		const node = rmm.node(attached(template));
		node.savingFails = true;
		await node.activate();
		rmm.sent();
		return node;
	};

	it('calls that come at once are all told, with one question to the server', async () => {
		const node = await unkept();
		expect(await raised(20)).toEqual(eventsOf(node));
		expect(rmm.sent().filter((each) => each === 'GET /core/urlaction/')).toHaveLength(1);
	});

	it('a call with a wrong secret does not keep out those with the right one', async () => {
		const node = await unkept();
		expect((await node.call('{}', { 'X-N8N-Secret': 'y'.repeat(43) })).status).toBe(403);
		expect(await raised(2)).toEqual(eventsOf(node));
	});

	it('a server that could not be asked is asked again with the next call', async () => {
		const node = await unkept();
		rmm.simulator.answerNext({ path: /urlaction/ }, { status: 400, body: 'no' });
		await raised(1);
		expect(eventsOf(node)).toEqual([]);
		expect(await raised(1)).toEqual(eventsOf(node));
	});
});

describe('a credential that names another server since the activation', () => {
	let other: WebhookLab;
	beforeEach(async () => {
		other = await WebhookLab.start();
		for (let count = 0; count < 10; count++) other.world.raiseAlert({ ...failed, message: 'of the other server' });
	});
	afterEach(async () => await other.stop());
	const moved = async () => {
		const node = await active();
		node.credentials = { tacticalRmmApi: credentialFor(other.simulator.url, other.simulator.apiKey) };
		return node;
	};

	it('its alerts of the same numbers are never told for those of the first one; a failed execution says what to do', async () => {
		const node = await moved();
		await raised(1);
		expect(node.emitted).toEqual([]);
		expect(node.failed.map(({ message }) => message)).toEqual([`The Tactical RMM at ${rmm.simulator.url} called, but the credential now leads to ${other.simulator.url}`]);
		expect((node.failed[0] as Error & { description: string }).description).toContain(String(ours()[0]!.name));
	});

	it('what stays at the first one is said at deactivation', async () => {
		const node = await moved();
		await node.deactivate();
		expect(ours()).toHaveLength(1);
		expect(node.warnings.join()).toContain(`the registration at ${rmm.simulator.url} stays`);
	});

	it('it is registered there at the next start of n8n, and what stays at the first one is said', async () => {
		const node = await moved();
		const its = other.template('Its Own');
		node.parameters = attached(its) as typeof node.parameters;
		await node.restart();
		expect(other.state().templates.find(({ id }) => id === its)).toMatchObject({ action_type: 'rest' });
		expect(node.warnings.join()).toContain(`the registration at ${rmm.simulator.url} stays`);
	});

	it('the same server under another address: everything is told', async () => {
		const node = await active();
		node.credentials = { tacticalRmmApi: credentialFor(rmm.simulator.url.replace('127.0.0.1', 'localhost'), rmm.simulator.apiKey) };
		expect(await raised(3)).toEqual(eventsOf(node));
	});
});

it.each([
	['that names the way back', '<html><form action="/oauth2/sign_in"><input type="hidden" name="rd" value="/webhook/hook-1/webhook"><button>Sign in</button></form></html>'],
	['of JSON', '{"message":"Sign in to go to /webhook/hook-1/webhook"}'],
])('a sign-in page %s in front of n8n is told from n8n', async (_what, page) => {
	rmm.world.receiver = () => page;
	await expect(active()).rejects.toThrow('Something other than n8n answers Tactical RMM');
	expect(ours()).toEqual([]);
});

describe('alerts that were open before', () => {
	/** As the server does with what still fails once its template calls somebody. */
	const calledFor = (id: number) => rmm.world.callsOut.about(rmm.world, rmm.world.tables.alerts.get(id), 'action');
	const open = () => rmm.world.raiseAlert({ ...failed, agent: null }).id;
	const belongs = (id: number) => void rmm.world.tables.alerts.update(id, { agent: rmm.world.agent(lab.workstation).id });

	it('are no news, as for the polling trigger; their end is', async () => {
		const id = open();
		belongs(id);
		rmm.world.advance(3 * day);
		const node = await active();
		calledFor(id);
		await rmm.settled();
		expect([rmm.world.callsOut.sent.length, eventsOf(node)]).toEqual([1, []]);
		rmm.world.resolveAlert(id);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertResolved ${id}`]);
	});

	it('since a while ago, as when the workflow was published anew, are told', async () => {
		const id = open();
		belongs(id);
		rmm.world.advance(10 * minute);
		const node = await active();
		calledFor(id);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
	});

	it('and were raised after the first registration are told, also where n8n had to register anew', async () => {
		const node = await active();
		const id = open();
		belongs(id);
		rmm.world.advance(3 * day);
		rmm.world.tables.urlActions.update(Number(ours()[0]!.id), { rest_headers: '' });
		await node.restart();
		calledFor(id);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
	});
});

describe('a role that is limited to a client', () => {
	const rights = ['can_run_urlactions', 'can_edit_core_settings', 'can_list_alerttemplates', 'can_manage_alerttemplates', 'can_list_alerts', 'can_list_agents'];
	const limited = async () => {
		rmm.world.access.addKey('LIMITED0000000000000000000000000', { username: 'n8n', rights, clients: [2] });
		const node = rmm.node(attached(template));
		Object.assign(node.credentials.tacticalRmmApi!, { apiKey: 'LIMITED0000000000000000000000000' });
		await node.activate();
		return node;
	};

	it("alerts of other clients' agents are not told, and are no failed executions", async () => {
		const node = await limited();
		await raised(1);
		expect([node.emitted, node.failed]).toEqual([[], []]);
	});

	it('a right that was taken away since is a failed execution that names it', async () => {
		const node = await limited();
		(rmm.world.access.roles.all().find(({ name }) => name === 'role of n8n')!.rights as Set<string>).delete('can_list_alerts');
		await raised(1);
		expect((node.failed[0] as Error & { description: string }).description).toContain('can_list_alerts');
	});
});

it("another node's registration is told from somebody's URL action: whose it is stands in the list and in the error", async () => {
	const node = await active();
	const other = rmm.node(attached(template), { nodeId: 'other', workflowId: 'v' });
	const whose = `the URL action "${String(ours()[0]!.name)}" of the node "Trigger" of the workflow "On Call" (ID w)`;
	await expect(other.activate()).rejects.toThrow(whose);
	expect((await other.options('getAlertTemplates')).map(({ name }) => name).join()).toContain(whose);
	expect(await raised(1)).toEqual(eventsOf(node));
});

it('an action that somebody enters while the way to n8n is tried is not overwritten', async () => {
	const foreign = rmm.urlAction('Page somebody');
	rmm.world.receiver = () => {
		rmm.world.tables.alertTemplates.update(template, { action_type: 'rest', action_rest: foreign });
		return '{"message":"Refused by n8n"}';
	};
	await expect(active()).rejects.toThrow('is taken (failure action: the URL action "Page somebody")');
	expect(rmm.state().templates.find(({ id }) => id === template)).toMatchObject({ action_rest: foreign, resolved_action_rest: null });
	expect(ours()).toEqual([]);
});

it.each([
	['a proxy that knows of no server behind it', { status: 404, body: '404 page not found' }],
	['a proxy that takes the server for too busy', { status: 429, body: 'Too Many Requests' }],
])('%s answers at a start of n8n: calls still arrive, and nothing is taken away', async (_what, answer) => {
	const node = await active();
	const before = rmm.state();
	const faults = { left: 0 };
	rmm.simulator.answerNext({ path: { test: () => faults.left-- > 0 } as unknown as RegExp }, answer, 1_000);
	faults.left = 1_000;
	await node.restart();
	faults.left = 0;
	expect(rmm.state()).toEqual(before);
	expect(node.warnings.join()).toContain('the node assumes it does');
	expect(await raised(1)).toEqual(eventsOf(node));
}, 60_000);

describe('deactivation goes as far as it can', () => {
	const gone = { status: 404, body: { detail: 'No AlertTemplate matches the given query.' } };
	const refused = { status: 400, body: 'no' };
	const named = (id: number) => rmm.state().templates.find((each) => each.id === id)!.action_rest;

	it('a template that is deleted at this moment keeps nothing from being put back', async () => {
		const other = rmm.template('Other');
		const node = await active(attached(template, other));
		// It is gone after it was looked at: its own address answers 404, and the list has it no more.
		rmm.simulator.answerNext({ method: 'PUT', path: new RegExp(`/alerts/templates/${template}/`) }, gone);
		const { sent } = rmm.world.callsOut;
		await node.deactivate().catch(() => {});
		expect([named(other), sent]).toEqual([null, []]);
	});

	it('one that cannot be changed keeps its own action only, and that is logged; the next deactivation ends it', async () => {
		const other = rmm.template('Other');
		const node = await active(attached(template, other));
		const [action] = ours();
		rmm.simulator.answerNext({ method: 'PUT', path: new RegExp(`/alerts/templates/${template}/`) }, refused);
		await expect(node.deactivate()).rejects.toThrow('no');
		expect([named(template), named(other)]).toEqual([action!.id, null]);
		expect(node.errors).toEqual([expect.stringContaining('Activate and deactivate the workflow again to remove it')]);
		await node.deactivate();
		expect(ours()).toEqual([]);
	});

	it('a right that was taken away is named in the log, and nothing is changed', async () => {
		const node = await active();
		const before = rmm.state();
		rmm.simulator.answerNext({ method: 'PUT' }, { status: 403, body: { detail: 'You do not have permission to perform this action.' } });
		await expect(node.deactivate()).rejects.toThrow('can_manage_alerttemplates');
		expect(rmm.state()).toEqual(before);
	});
});

describe('what Tactical RMM never calls for is said before it is missed', () => {
	it.each([
		['no alerts come, because it is not active', { is_active: false }, 1],
		['no alerts come, because it is assigned to nothing', {}, null],
		['no alerts of checks and tasks come, because it runs no actions for them', { check_script_actions: false, task_script_actions: false }, 1],
	])('%s: in the list, and in the log at activation', async (words, values, client) => {
		const silent = rmm.template('Silent', values);
		if (client) rmm.assign(client, silent);
		const node = await active(attached(silent, template));
		expect((await node.options('getAlertTemplates')).map(({ name }) => name)).toEqual(expect.arrayContaining([`Silent (in use by this node; ${words})`, expect.stringMatching(/^On Call \(in use by this node; used by .*Globex and Initech\)$/) as string]));
		expect(node.warnings).toEqual([expect.stringContaining(`"Silent" (ID ${silent}), ${words}.`)]);
	});

	it('a site with a template of its own hides that of its client', async () => {
		for (const client of [1, 2, 3]) rmm.assign(client, null);
		const { id, name, client } = rmm.world.tables.sites.all().find((site) => site.client === 1)!;
		rmm.world.tables.sites.update(id, { alert_template: template });
		const list = await rmm.node({ attachTo: 'own', clientIds: [client] }).options('getClientsByTemplate');
		expect(list.find(({ value }) => value === client)!.name).toContain(`(free; not for ${name}, with a template of their own)`);
	});
});
