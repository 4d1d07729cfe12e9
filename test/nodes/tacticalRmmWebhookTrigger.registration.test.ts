/** What activation changes at the server, and that deactivation puts exactly that back, wherever n8n was killed in between. */
import type { IDataObject } from 'n8n-workflow';
import { closeAgents } from '../../nodes/shared/http/agents';
import { lab } from '../support/tacticalRmm';
import { WebhookLab } from '../support/tacticalRmmWebhook';
import type { WebhookNode, WebhookNodeOptions } from '../support/webhookNode';

let rmm: WebhookLab;
/** Free; free and with kinds that were left over; with a script; with somebody's URL action. */
let free: number;
let leftOver: number;
let scripted: number;
let taken: number;
let foreign: number;

beforeEach(async () => {
	rmm = await WebhookLab.start();
	foreign = rmm.urlAction('Page somebody');
	free = rmm.template('On Call');
	leftOver = rmm.template('Left Over', { action_type: 'rest', resolved_action_type: 'rest' });
	scripted = rmm.template('Remedy', { action: 1 });
	taken = rmm.template('Pager', { action_type: 'rest', action_rest: foreign, resolved_action_type: 'rest', resolved_action_rest: foreign });
});
afterEach(async () => await rmm.stop());
afterAll(closeAgents);

const failed = { agent: lab.server, alert_type: 'check', severity: 'error' } as const;
const attached = (...templates: number[]): Record<string, unknown> => ({ alertTemplateIds: templates });
const ours = () => rmm.state().actions.filter(({ name }) => String(name).startsWith('n8n webhook '));
const templateOf = (id: number) => rmm.state().templates.find((each) => each.id === id)!;
const rest = (id: number) => ({ action_type: 'rest', action_rest: id, resolved_action_type: 'rest', resolved_action_rest: id });

/** Calls of a raised alert arrive. */
async function rings(node: WebhookNode, agent: string = lab.server): Promise<boolean> {
	const before = node.emitted.length;
	rmm.world.raiseAlert({ ...failed, agent, message: `alert ${Math.random()}` });
	await rmm.settled();
	return node.emitted.length === before + 1;
}

describe('activation', () => {
	it('adds one URL action and enters it where that was chosen, and nothing else; deactivation leaves all as it was', async () => {
		rmm.assign(1, free);
		const before = rmm.state();
		const node = rmm.node(attached(free, leftOver));
		await node.activate();
		const [action, ...more] = ours();
		expect(more).toEqual([]);
		expect(action).toMatchObject({ pattern: node.url, action_type: 'rest', rest_method: 'post', rest_body: '{"source":"tactical-rmm","alertId":{{alert.id}},"resolved":"{{alert.resolved}}"}' });
		expect(action!.desc).toContain('the node "Trigger" of the workflow "On Call" (ID w)');
		const changed = (id: number) => ({ ...before.templates.find((each) => each.id === id), ...rest(Number(action!.id)) });
		expect(rmm.state()).toEqual({ ...before, actions: [...before.actions, action], templates: before.templates.map((each) => ([free, leftOver].includes(Number(each.id)) ? changed(Number(each.id)) : each)) });
		expect(await rings(node)).toBe(true);
		await node.deactivate();
		expect(rmm.state()).toEqual(before);
		expect(node.saved).toEqual({});
	});

	it('and deactivation, 20 times: the server is as it was each time, and once it is active one registration is there', async () => {
		const before = rmm.state();
		const node = rmm.node(attached(free, leftOver));
		for (let time = 0; time < 20; time++) {
			await node.activate();
			expect(ours()).toHaveLength(1);
			await node.deactivate();
			expect(rmm.state()).toEqual(before);
		}
	});

	it('again, of what is as it should be, changes nothing', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const before = rmm.state();
		rmm.sent();
		await node.restart();
		await node.activate('update');
		expect(rmm.sent().filter((each) => !each.startsWith('GET'))).toEqual([]);
		expect(rmm.state()).toEqual(before);
	});

	it('published anew leaves one registration, with another secret', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const { secret } = node.saved!.webhook as IDataObject;
		for (let time = 0; time < 3; time++) await node.publish();
		expect(ours()).toHaveLength(1);
		expect(String(ours()[0]!.rest_headers)).not.toContain(String(secret));
		expect(await rings((rmm.assign(1, free), node))).toBe(true);
	});

	it('with other templates than before leaves the earlier ones as they were', async () => {
		const before = rmm.state();
		const node = rmm.node(attached(leftOver));
		await node.activate();
		await node.publish(attached(free) as WebhookNodeOptions['parameters']);
		expect(templateOf(leftOver)).toEqual(before.templates.find(({ id }) => id === leftOver));
		expect(templateOf(free)).toMatchObject(rest(Number(ours()[0]!.id)));
	});
});

describe('what is taken is never overwritten', () => {
	it.each([
		['a script', () => scripted, 'The alert template "Remedy" (ID 4) is taken (failure action: a script)'],
		["somebody's URL action", () => taken, 'The alert template "Pager" (ID 5) is taken (failure action and resolved action: the URL action "Page somebody")'],
		['a template that is gone', () => 99, 'There is no alert template with the ID 99'],
	])('%s: a clear error, and nothing was changed', async (_what, id, words) => {
		const before = rmm.state();
		rmm.sent();
		const node = rmm.node(attached(free, id()));
		await expect(node.activate()).rejects.toThrow(words);
		expect(rmm.state()).toEqual(before);
		expect(rmm.sent().filter((each) => !each.startsWith('GET'))).toEqual([]);
	});

	it('a script that is only run at a failure leaves the other direction free', async () => {
		const before = rmm.state();
		const node = rmm.node({ ...attached(scripted), triggerOn: ['alertResolved'] });
		await node.activate();
		expect(templateOf(scripted)).toMatchObject({ action_type: 'script', action: 1, action_rest: null, resolved_action_type: 'rest', resolved_action_rest: ours()[0]!.id });
		await node.deactivate();
		expect(rmm.state()).toEqual(before);
	});

	it("another workflow's, another n8n's and another node's registration: neither takes the other's away", async () => {
		const others = [{ workflowId: 'v' }, { instanceId: 'another' }, { nodeId: 'm' }];
		for (const other of others) {
			const one = rmm.node(attached(free));
			const two = rmm.node(attached(leftOver), other);
			await one.activate();
			await two.activate();
			expect(ours()).toHaveLength(2);
			const { action_rest: itsOwn } = templateOf(free);
			await two.deactivate();
			expect(rmm.state().actions.map(({ id }) => id)).toEqual([foreign, itsOwn]);
			await two.activate();
			await one.publish(attached(free, leftOver) as WebhookNodeOptions['parameters']).then(() => expect('').toBe('refused'), ({ message }: Error) => expect(message).toContain('is taken'));
			expect(ours().map(({ id }) => id)).toEqual([templateOf(leftOver).action_rest]);
			await two.deactivate();
			expect(ours()).toEqual([]);
		}
	});

	it('at a start of n8n, what somebody took meanwhile is left to him, and the rest goes on', async () => {
		const node = rmm.node(attached(free, leftOver));
		await node.activate();
		rmm.world.tables.alertTemplates.update(free, { action_type: 'rest', action_rest: foreign });
		await node.restart();
		expect(templateOf(free)).toMatchObject({ action_rest: foreign });
		expect(templateOf(leftOver)).toMatchObject(rest(Number(ours()[0]!.id)));
		expect(node.warnings.join()).toContain('The alert template "On Call" (ID 2) is taken');
	});

	it('a script that somebody entered meanwhile runs once the URL action is gone, and the server never fails', async () => {
		rmm.assign(1, leftOver);
		const node = rmm.node(attached(leftOver));
		await node.activate();
		rmm.world.tables.alertTemplates.update(leftOver, { action: 1 });
		await node.deactivate();
		expect(templateOf(leftOver)).toMatchObject({ action_type: 'script', action: 1, action_rest: null, resolved_action_type: 'rest', resolved_action_rest: null });
		expect(() => rmm.world.raiseAlert(failed)).not.toThrow();
	});

	it('another kind of action that somebody chose meanwhile stays', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		rmm.world.tables.alertTemplates.update(free, { action_type: 'server', action: 1 });
		await node.deactivate();
		expect(templateOf(free)).toMatchObject({ action_type: 'server', action: 1, action_rest: null });
	});
});

describe('the URL action is deleted only once it is proved that no alert template names it', () => {
	it('templates first, then a look at all of them, and last the action', async () => {
		const node = rmm.node(attached(free, leftOver));
		await node.activate();
		const { id } = ours()[0]!;
		rmm.sent();
		await node.deactivate();
		const sent = rmm.sent();
		expect(sent.filter((each) => !each.startsWith('GET'))).toEqual([`PUT /alerts/templates/${free}/`, `PUT /alerts/templates/${leftOver}/`, `DELETE /core/urlaction/${Number(id)}/`]);
		expect(sent.slice(-2)[0]).toBe('GET /alerts/templates/');
	});

	it.each([
		['the server refuses to change one', { method: 'PUT', path: /^\/alerts\/templates\/3\/$/ }, { status: 400, body: 'no' }],
		['the server does not say how they are', { method: 'GET', path: /^\/alerts\/templates\/$/ }, { status: 403, body: { detail: 'You do not have permission to perform this action.' } }],
	])('%s: it stays', async (_what, match, fault) => {
		rmm.assign(1, leftOver);
		const node = rmm.node(attached(free, leftOver));
		await node.activate();
		rmm.simulator.answerNext(match, fault, 100);
		await expect(node.deactivate()).rejects.toThrow();
		expect(ours()).toHaveLength(1);
	});

	it('a template that could not be read may name it: it stays', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const { id } = ours()[0]!;
		rmm.world.tables.alertTemplates.update(taken, { action_rest: 'odd' as never });
		await expect(node.deactivate()).rejects.toThrow('not all alert templates could be read');
		expect(ours()).toMatchObject([{ id }]);
		rmm.world.tables.alertTemplates.update(taken, { action_rest: null });
		await node.deactivate();
		expect(ours()).toEqual([]);
	});

	it('in the simulator as on the server, an action that is gone while a template names it beside a script makes alerts fail', () => {
		rmm.assign(1, scripted);
		rmm.world.tables.alertTemplates.update(scripted, { action_type: 'rest', action_rest: null });
		expect(() => rmm.world.raiseAlert(failed)).toThrow();
	});
});

describe('an alert template of its own', () => {
	const own = (...clients: number[]): Record<string, unknown> => ({ attachTo: 'own', clientIds: clients });

	it('is made, assigned to the chosen clients, and taken away again', async () => {
		const before = rmm.state();
		const node = rmm.node(own(1, 3));
		await node.activate();
		const made = rmm.state().templates.at(-1)!;
		expect(made).toMatchObject({ ...rest(Number(ours()[0]!.id)), name: ours()[0]!.name });
		expect(rmm.world.tables.clients.all().filter(({ alert_template: has }) => has === made.id).map(({ id }) => id).sort()).toEqual([1, 3]);
		expect(await rings(node)).toBe(true);
		await node.publish(own(3) as WebhookNodeOptions['parameters']);
		expect(rmm.world.tables.clients.get(1).alert_template).toBeNull();
		rmm.sent();
		await node.deactivate();
		expect(rmm.state()).toEqual(before);
		expect(rmm.sent().filter((each) => !each.startsWith('GET'))).toEqual(['PUT /clients/3/', expect.stringMatching(/^DELETE .alerts.templates.\d+.$/), expect.stringMatching(/^DELETE .core.urlaction.\d+.$/)]);
	});

	it.each([
		['a client has one', () => rmm.assign(1, taken), 'The client "Acme Corp" has the alert template "Pager"'],
		['there is a default one', () => void (rmm.world.settings.alert_template = taken), 'The alert template "Pager" is the default of the server'],
		['a policy has one', () => void rmm.world.tables.policies.update(1, { alert_template: taken }), 'Policies have alert templates ("Pager")'],
		['the client is gone', () => void rmm.world.tables.clients.delete(1), 'There is no client with the ID 1'],
	])('%s: a clear error, and nothing was changed', async (_what, given, words) => {
		given();
		const before = rmm.state();
		await expect(rmm.node(own(1)).activate()).rejects.toThrow(words);
		expect(rmm.state()).toEqual(before);
	});

	it('gives way to chosen templates', async () => {
		const before = rmm.state();
		const node = rmm.node(own(1));
		await node.activate();
		await node.publish({ ...attached(free), attachTo: 'templates' } as WebhookNodeOptions['parameters']);
		expect(rmm.state().assigned).toEqual(before.assigned);
		expect(rmm.state().templates).toHaveLength(before.templates.length);
	});
});

describe('rights', () => {
	const needed = ['can_run_urlactions', 'can_edit_core_settings', 'can_list_alerttemplates', 'can_manage_alerttemplates', 'can_list_alerts', 'can_list_agents'];
	const forOwn = [...needed, 'can_list_clients', 'can_manage_clients'];
	const withRights = (rights: readonly string[], parameters: Record<string, unknown>) => {
		rmm.world.access.addKey('LIMITED0000000000000000000000000', { username: 'n8n', rights });
		const node = rmm.node(parameters);
		Object.assign(node.credentials.tacticalRmmApi!, { apiKey: 'LIMITED0000000000000000000000000' });
		return node;
	};
	const cases = [...needed.map((right) => [right, needed, () => attached(free)] as const), ...forOwn.map((right) => [right, forOwn, () => ({ attachTo: 'own', clientIds: [1] })] as const)];

	it.each([['chosen templates', needed, () => attached(free)] as const, ['a template of its own', forOwn, () => ({ attachTo: 'own', clientIds: [1] })] as const])('for %s these are enough', async (_what, rights, parameters) => {
		const before = rmm.state();
		const node = withRights(rights, parameters());
		await node.activate();
		await node.deactivate();
		expect(rmm.state()).toEqual(before);
	});

	it.each(cases)('without %s alone it is named, with all others that are needed, and nothing was changed', async (right, rights, parameters) => {
		const before = rmm.state();
		const node = withRights(rights.filter((each) => each !== right), parameters());
		const error = await node.activate().catch((thrown: Error & { description: string }) => thrown);
		for (const each of rights) expect((error as Error).message).toContain(each);
		expect(rmm.state()).toEqual(before);
	});
});

describe('the way from the server to n8n is tried before anything is changed', () => {
	it.each([
		['nothing answers', "HTTPConnectionPool(host='n8n', port=443): Max retries exceeded", 'Tactical RMM cannot reach n8n at'],
		['a sign-in page answers', '<html><title>Sign in</title><body>Sign in to go on</body></html>', 'Something other than n8n answers Tactical RMM at'],
	])('%s: a clear error', async (_what, said, words) => {
		rmm.world.receiver = () => said;
		const before = rmm.state();
		await expect(rmm.node(attached(free)).activate()).rejects.toThrow(words);
		expect(rmm.state()).toEqual(before);
	});

	it('not at a start of n8n, whose webhooks may not answer yet', async () => {
		rmm.world.receiver = () => "HTTPConnectionPool(host='n8n', port=443): Max retries exceeded";
		const node = rmm.node(attached(free));
		await node.activate('init');
		expect(ours()).toHaveLength(1);
	});
});

describe('a server that does not answer at a start of n8n', () => {
	it('has what it had before: n8n does not take the workflow for broken', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const before = rmm.state();
		rmm.simulator.answerNext({}, { status: 502 }, 1_000);
		await node.restart();
		expect(node.warnings.join()).toContain('assumes it does');
		expect(rmm.state()).toEqual(before);
	}, 120_000);
});

describe('what is there in the static data, and not at the server, or the other way round', () => {
	it('the action was deleted by hand: it is made anew', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const { id } = ours()[0]!;
		// As the server forgets what named it.
		rmm.world.tables.alertTemplates.update(free, { action_rest: null, resolved_action_rest: null });
		rmm.world.tables.urlActions.delete(Number(id));
		await node.restart();
		expect(templateOf(free)).toMatchObject(rest(Number(ours()[0]!.id)));
		expect(await rings((rmm.assign(1, free), node))).toBe(true);
	});

	it('the template was changed back by hand: it is entered again', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		rmm.world.tables.alertTemplates.update(free, { action_type: 'script', action_rest: null });
		await node.restart();
		expect(templateOf(free)).toMatchObject(rest(Number(ours()[0]!.id)));
	});

	it('n8n moved to another address: the action gets it', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		rmm.world.tables.urlActions.update(Number(ours()[0]!.id), { pattern: 'https://old.example.com/webhook/hook-1/webhook' });
		await node.restart();
		expect(ours()).toMatchObject([{ pattern: node.url }]);
	});

	it('two actions of this node, as two n8n that share a database may leave them: one stays', async () => {
		const node = rmm.node(attached(free, leftOver));
		await node.activate();
		const first = ours()[0]!;
		const second = rmm.urlAction(String(first.name), { ...first, id: undefined });
		rmm.world.tables.alertTemplates.update(free, { action_rest: second, resolved_action_rest: second });
		await node.restart();
		expect(ours()).toHaveLength(1);
		for (const id of [free, leftOver]) expect(templateOf(id)).toMatchObject(rest(Number(ours()[0]!.id)));
	});

	it('an action of the same name that is no REST request, and one to the same address by another name, are not its own', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const name = String(ours()[0]!.name);
		await node.deactivate();
		const web = rmm.urlAction(name, { action_type: 'web', pattern: 'https://wiki.example.com' });
		const other = rmm.urlAction('By hand', { pattern: node.url });
		await node.activate();
		await node.deactivate();
		expect(rmm.state().actions.map(({ id }) => id)).toEqual([foreign, web, other]);
	});

	it('a copy of the workflow brought static data along: it is not its own', async () => {
		const node = rmm.node(attached(free));
		await node.activate();
		const copy = rmm.node(attached(leftOver), { workflowId: 'copy', saved: node.saved });
		await copy.activate();
		expect(ours()).toHaveLength(2);
		await copy.deactivate();
		expect(templateOf(free)).toMatchObject(rest(Number(ours()[0]!.id)));
	});
});

describe('n8n killed at any request', () => {
	const ways: Array<[string, () => Record<string, unknown>]> = [
		['chosen templates', () => (rmm.assign(1, free), attached(free, leftOver))],
		['a template of its own', () => ({ attachTo: 'own', clientIds: [1, 3] })],
	];

	it.each(ways)('while it registers (%s): the next activation mends it, and deactivation leaves the server as it was', async (_what, parameters) => {
		const given = parameters();
		const before = rmm.state();
		let steps = 0;
		for (let wasKilled = true; wasKilled; steps++) {
			const node = rmm.node(given);
			node.savingFails = true;
			wasKilled = await rmm.killedAfter(steps, async () => await node.activate());
			requireNoDangling();
			await node.restart('activate');
			expect(ours()).toHaveLength(1);
			expect(await rings(node)).toBe(true);
			await node.deactivate();
			expect([steps, rmm.state()]).toEqual([steps, before]);
			await node.stop();
		}
		expect(steps).toBeGreaterThan(12);
	}, 240_000);

	it.each(ways)('while it takes itself away (%s): no alert template ever names what is gone, and the next activation or deactivation ends it', async (_what, parameters) => {
		const given = parameters();
		const before = rmm.state();
		let steps = 0;
		for (let wasKilled = true; wasKilled; steps++) {
			const node = rmm.node(given);
			await node.activate();
			wasKilled = await rmm.killedAfter(steps, async () => await node.deactivate());
			requireNoDangling();
			if (steps % 2) await node.restart('activate');
			await node.deactivate();
			expect([steps, rmm.state()]).toEqual([steps, before]);
			await node.stop();
		}
		expect(steps).toBeGreaterThan(6);
	}, 240_000);

	/** A kind REST without its URL action, beside a script, makes the server fail; and nothing that is gone is named. */
	const requireNoDangling = () => {
		const ids = rmm.state().actions.map(({ id }) => id);
		for (const each of rmm.state().templates) for (const name of ['action', 'resolved_action']) expect([null, ...ids]).toContain(each[`${name}_rest`]);
	};
});

describe('a test in the editor', () => {
	it('changes nothing at the server: it calls once, and the newest alerts are shown', async () => {
		const before = rmm.state();
		const node = rmm.node(attached(free));
		const { id } = rmm.world.raiseAlert({ ...failed, message: 'newest' });
		await node.listen();
		expect(rmm.state()).toEqual(before);
		await arrives(() => node.tested.length > 0);
		expect(node.tested.map(({ json }) => [json.event, (json.alert as IDataObject).id])).toEqual([['alertRaised', id], ['alertResolved', expect.any(Number)]]);
		expect(rmm.state()).toEqual(before);
	});

	it('while the workflow is active leaves its registration alone, also where the test fails or is cancelled', async () => {
		rmm.assign(1, free);
		const node = rmm.node(attached(free));
		await node.activate();
		const before = [rmm.state(), node.saved];
		await node.listen();
		await arrives(() => node.tested.length > 0);
		await node.listen();
		await node.stopListening();
		rmm.world.receiver = () => '<html>Sign in</html>';
		await expect(node.listen()).rejects.toThrow('Something other than n8n answers');
		rmm.world.receiver = undefined;
		expect([rmm.state(), node.saved]).toEqual(before);
		expect(await rings(node)).toBe(true);
	});

	it('is refused for what could not be published, which n8n would not explain', async () => {
		const before = rmm.state();
		await expect(rmm.node(attached(taken)).listen()).rejects.toThrow('The alert template "Pager" (ID');
		await expect(rmm.node(attached(99)).listen()).rejects.toThrow('There is no alert template with the ID 99');
		expect(rmm.state()).toEqual(before);
	});

	it('is refused without the secret of the test, and goes on listening', async () => {
		const node = rmm.node(attached(free));
		await node.listen();
		const url = node.url.replace('/webhook/', '/webhook-test/');
		expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(403);
		await arrives(() => node.tested.length > 0);
	});

	it('says so where no alert fits', async () => {
		const node = rmm.node({ ...attached(free), filters: { clients: ['Nobody'] } });
		await node.listen();
		await arrives(() => node.failed.length > 0);
		expect(node.failed[0]!.message).toBe('No alert matches the chosen events and filters');
	});
});

async function arrives(condition: () => boolean): Promise<void> {
	const deadline = Date.now() + 15_000;
	while (!condition()) {
		if (Date.now() > deadline) throw new Error('it did not arrive');
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

describe('the lists of the form say what activation would meet', () => {
	const list = async (method: string, node: WebhookNode, parameters: Record<string, unknown> = {}) => (await node.options(method, parameters)).map(({ name }) => name);

	it('alert templates: free, taken and by what, and in use by this node', async () => {
		[free, leftOver, scripted].forEach((id, index) => rmm.assign(index + 1, id));
		const node = rmm.node(attached(free));
		await node.activate();
		expect(await list('getAlertTemplates', node, { triggerOn: ['alertRaised', 'alertResolved'] })).toEqual([
			'Default Alerts (free; no alerts come, because it is assigned to nothing)',
			'Left Over (free; used by Globex)',
			'On Call (in use by this node; used by Acme Corp)',
			'Pager (taken; failure action and resolved action: the URL action "Page somebody")',
			'Remedy (taken; failure action: a script)',
		]);
		expect(await list('getAlertTemplates', node, { triggerOn: ['alertResolved'] })).toContain('Remedy (free; used by Initech)');
	});

	it('clients: free, or taken by which template', async () => {
		rmm.assign(1, taken);
		const node = rmm.node({ attachTo: 'own', clientIds: [3] });
		await node.activate();
		expect(await list('getClientsByTemplate', node)).toEqual(['Acme Corp (taken; alert template: Pager)', 'Globex (free)', 'Initech (in use by this node)']);
	});
});
