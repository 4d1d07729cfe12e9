import { minute } from '../../simulators/tacticalrmm';
import { blankTemplate } from '../../simulators/tacticalrmm/alertTemplates';
import { tracked } from '../../simulators/tacticalrmm/lab';
import { until } from '../n8n/wait';
import type { Asked } from './model';
import type { Scenarios, World } from './world';

/** Approvals are not given by programs. */
const browser = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36' } };

/** What a tool answered, as the model was shown it. */
const shown = ({ messages }: Asked): string => String(messages.findLast(({ role }) => role === 'tool')?.content);

export const tacticalRmm: Scenarios = {
	'Tactical RMM: alerts to Slack, and by email if nobody reacts': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const earlier = rmm.raiseAlert({ agent: 'WIN-SRV-00', alert_type: 'check', severity: 'error', message: 'Raised before' });
		const resolved = async (words: string) => await world.slack.waitFor(({ text }) => text.startsWith(':white_check_mark:') && text.includes(words), 60_000);
		await world.whileActive(
			'Tactical RMM: alerts to Slack, and by email if nobody reacts',
			async (saved) => {
				rmm.resolveAlert(earlier.id);
				await resolved('Raised before');
				const first = rmm.raiseAlert({ agent: 'WIN-SRV-00', alert_type: 'check', severity: 'error', message: 'Disk C: has <4 % left' });
				const second = rmm.raiseAlert({ agent: 'WIN-WS-01', alert_type: 'check', severity: 'error', message: 'Memory is full' });
				const raised = async (words: string) => await world.slack.waitFor(({ text }) => text.startsWith(':rotating_light:') && text.includes(words), 60_000);
				expect((await raised('Disk C:')).text).toMatch(/^:rotating_light: Error on \*WIN-SRV-00\* since \d{4}-\d\d-\d\d \d\d:\d\d: Disk C: has &lt;4 % left\nAcme Corp, Berlin HQ$/);
				await raised('Memory');
				rmm.tables.alerts.update(second.id, { alert_time: new Date(Date.now() - 31 * 60_000).toISOString() });
				const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Still open after 30 minutes'), 60_000);
				expect([mail.subject, mail.text]).toEqual(['Still open after 30 minutes: Memory is full', expect.stringContaining('Agent: WIN-WS-01')]);
				rmm.resolveAlert(first.id);
				rmm.resolveAlert(second.id);
				for (const words of ['Disk C:', 'Memory']) await resolved(words);
				await expectThreads(world, saved.id);
			},
		);
	},

	'Tactical RMM: alerts to Slack at once, and none missed': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		rmm.receiver = undefined;
		const { id: template } = rmm.tables.alertTemplates.add({ ...tracked(rmm), ...blankTemplate(), name: 'On Call' });
		rmm.tables.clients.update(1, { alert_template: template });
		const told = async (words: string) => await world.slack.waitFor(({ text }) => text.includes(words), 60_000);
		const edit = (parameters: (node: string) => Record<string, unknown>) => void (parameters('When Tactical RMM Calls').alertTemplateIds = [template]);
		try {
			await world.whileActive('Tactical RMM: alerts to Slack at once, and none missed', async () => {
				const called = rmm.raiseAlert({ agent: 'WIN-SRV-00', alert_type: 'check', severity: 'error', message: 'Called for' });
				await told('Called for');
				// Its client has no such template: only the polling trigger finds it.
				const { hostname } = rmm.agents().find((agent) => rmm.placeOf(agent).client === 2)!;
				rmm.raiseAlert({ agent: hostname, alert_type: 'check', severity: 'error', message: 'Found by polling' });
				await told('Found by polling');
				rmm.resolveAlert(called.id);
				await told(':white_check_mark: Resolved on *WIN-SRV-00* at ');
				// Long enough for the polling trigger to tell them all once more.
				await new Promise((resolve) => setTimeout(resolve, 12_000));
				expect(rmm.callsOut.sent.map(({ status }) => status)).toEqual([200, 200]);
				expect(world.slack.messages.map(({ text }) => /\d\d:\d\d: (.*)/.exec(text)?.[1])).toEqual(['Called for', 'Found by polling', 'Called for']);
			}, edit);
		} finally {
			rmm.tables.clients.update(1, { alert_template: null });
		}
	},

	'Tactical RMM: agent offline or overdue to Slack': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const agent = rmm.agents().find(({ state }) => state === 'answers')!;
		const told = async (words: string) => await world.slack.waitFor(({ text }) => text.startsWith(`*${agent.hostname}* ${words}`), 60_000);
		await world.whileActive('Tactical RMM: agent offline or overdue to Slack', async () => {
			agent.silentFor(12 * minute);
			await told('has been offline since');
			agent.silentFor(40 * minute);
			await told('is overdue: no contact since');
			agent.state = 'answers';
			await told('has been back since');
			expect(world.slack.messages).toHaveLength(3);
		});
	},

	'Tactical RMM: script on all Windows agents of a client': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		rmm.machines.runScript = ({ hostname }) => ({ stdout: `I am ${hostname}\n`, stderr: '', retcode: hostname === 'WIN-SRV-00' ? 5 : 0, execution_time: 0.1 });
		const { itemsOf } = await world.run('Tactical RMM: script on all Windows agents of a client');
		const rows = itemsOf('Results Table').map(({ json }) => json);
		const ofClient = rmm.agents().filter((agent) => agent.row.plat === 'windows' && rmm.placeOf(agent).client === 1);
		expect(rows.map(({ agent }) => agent).sort()).toEqual(ofClient.map(({ hostname }) => hostname).sort());
		expect(rows).toContainEqual({ agent: 'WIN-SRV-00', 'client and site': 'Acme Corp / Berlin HQ', result: 'exit code 5', output: 'I am WIN-SRV-00' });
		const silent = ofClient.filter(({ state }) => state === 'unreachable').map(({ hostname }) => hostname);
		expect(silent.length).toBeGreaterThan(0);
		expect(rows.filter(({ result }) => result === 'did not run').map(({ agent, output }) => [agent, output]).sort()).toEqual(silent.map((name) => [name, `${name} is offline`]).sort());
		expect(itemsOf('As CSV File')[0]!.binary).toMatchObject({ data: { fileName: expect.stringMatching(/\.csv$/) } });
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('The script failed'));
		expect(mail.subject).toBe(`The script failed on ${silent.length + 1} of ${ofClient.length} agents`);
		expect(mail.text).toContain('WIN-SRV-00 (Acme Corp / Berlin HQ): exit code 5');
		expect(mail.html).toMatch(/<b>WIN-SRV-00<\/b><br><span[^>]*>exit code 5 · Acme Corp \/ Berlin HQ · I am WIN-SRV-00</);
	},

	'Tactical RMM: staged script with approval': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const ofClient = rmm.agents().filter((agent) => agent.row.plat === 'windows' && rmm.placeOf(agent).client === 1);
		// Named after the order of the server's own list.
		const listed = rmm.agentsAsStored().filter((agent) => ofClient.includes(agent));
		const answering = listed.slice(3).filter(({ state }) => state === 'answers');
		rmm.machines.runScript = ({ hostname }) => ({ stdout: `I am ${hostname}`, stderr: '', retcode: hostname === answering[0]!.hostname ? 5 : 0, execution_time: 0.1 });
		const scripts = () => world.tacticalRmm.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/runscript/')).length;
		const before = scripts();
		await world.run('Tactical RMM: staged script with approval', undefined, { mayFail: true });
		const request = await world.inbox.waitFor(({ subject }) => subject.includes(`continue with the other ${ofClient.length - 3} agents?`));
		expect(request.html).toMatch(/: (done|left out \(it was offline\))/);
		const first = scripts() - before;
		expect(first).toBeLessThanOrEqual(3);
		const [, link = ''] = /href="([^"]*approved=true[^"]*)"/.exec(request.html ?? '') ?? [];
		await fetch(link.replaceAll('&amp;', '&'), browser);
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Clear Temp: ') && subject.includes(' done'), 60_000);
		// One failed, which is less than two: all others that answer got it, each once.
		expect(scripts() - before).toBe(first + answering.length);
		expect(mail.subject).toBe(`Clear Temp: ${answering.length - 1} done, 1 failed, ${ofClient.length - 3 - answering.length} left out, 0 not started`);
		expect(mail.text).toContain(`failed (the script "Clear Temp" on ${answering[0]!.hostname} ended with exit code 5`);
	},

	'Tactical RMM: patch ring': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const soon = (parametersOf: (name: string) => object) => {
			for (const name of ['Until the Morning', 'Until Thursday Night']) Object.assign(parametersOf(name), { resume: 'timeInterval', amount: 1, unit: 'seconds' });
			const { rollOut } = (parametersOf('Install on All Others') as { options: { rollOut: { settings: { waitBetweenWaves: number } } } }).options;
			rollOut.settings.waitBetweenWaves = 0;
		};
		const ring = rmm.agents().filter((agent) => agent.row.plat === 'windows' && agent.row.site === rmm.agent('WIN-SRV-00').row.site && agent.state === 'answers');
		expect(ring.length).toBeGreaterThan(1);
		for (const agent of ring) rmm.addPatch(agent, { action: 'approve' });
		const installs = () => world.tacticalRmm.requests.filter(({ method, path }) => method === 'POST' && /winupdate\/.*install/.test(path)).length;
		const before = installs();
		await world.run('Tactical RMM: patch ring', soon);
		const report = await world.inbox.waitFor(({ subject }) => subject.startsWith('Patch ring: '), 60_000);
		expect(report.subject).toMatch(/^Patch ring: [1-9]\d* done, 0 failed, \d+ left out, 0 not started$/);
		expect(installs() - before).toBeGreaterThan(ring.length);
		const after = installs();
		await world.run('Tactical RMM: patch ring', (parametersOf) => {
			soon(parametersOf);
			// What is still missing, whatever was decided: as if nothing had been installed.
			Object.assign(parametersOf('Get Missing Updates'), { filters: {} });
		});
		const stopped = await world.inbox.waitFor(({ subject }) => subject.startsWith('Patch ring stopped: '), 60_000);
		expect(stopped.text).toContain('WIN-SRV-00: still without KB');
		expect(stopped.html).toMatch(/<b>WIN-SRV-00<\/b><br><span[^>]*>Failed: still without KB/);
		expect(installs() - after).toBe(ring.length);
	},

	'Tactical RMM: run a script now, or once the agent is back': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const name = 'Tactical RMM: run a script now, or once the agent is back';
		rmm.machines.runScript = ({ hostname }) => ({ stdout: hostname, stderr: '', retcode: 0, execution_time: 0.1 });
		const ofClient = rmm.agents().filter((agent) => agent.row.plat === 'windows' && rmm.placeOf(agent).client === 1);
		const away = ofClient.find(({ state }) => state === 'answers')!;
		away.silentFor(60 * minute);
		const all = (id?: string) => world.tacticalRmm.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/runscript/') && (!id || path.includes(id))).length;
		const [beforeAll, beforeAway] = [all(), all(away.agent_id)];
		const scripts = (id?: string) => all(id) - (id ? beforeAway : beforeAll);
		const online = ofClient.filter(({ state }) => state === 'answers').length;
		const { itemsOf } = await world.run(name);
		const states = itemsOf('Write It Down').map(({ json }) => json.state);
		expect([states.filter((state) => state === 'done').length, states.filter((state) => state === 'due').length]).toEqual([online, ofClient.length - online]);
		expect(scripts()).toBe(online);
		// Once more by hand: nobody who is done, and those that are due are still away.
		const again = await world.run(name);
		expect(again.itemsOf('Write It Down').map(({ json }) => json.state)).toEqual(Array(ofClient.length - online).fill('due'));
		expect(scripts()).toBe(online);
		await world.whileActive(name, async (saved) => {
			const polls = () => world.tacticalRmm.requests.filter(({ method, path }) => method === 'GET' && path === '/agents/').length;
			const begin = polls();
			await until('two polls', () => polls() >= begin + 2, { deadlineMs: 60_000 });
			away.state = 'answers';
			const back = await world.running.client.waitForExecution(saved.id, { deadlineMs: 60_000 });
			const written = back.data.resultData.runData['Write That Down']?.[0]?.data?.main?.[0]?.map(({ json }) => [json.deviceId, json.state]);
			expect(written).toEqual([[away.agent_id, 'done']]);
			expect(scripts(away.agent_id)).toBe(1);
			// It comes and goes: what is done is done.
			away.silentFor(60 * minute);
			const gone = polls();
			await until('two polls', () => polls() >= gone + 2, { deadlineMs: 60_000 });
			away.state = 'answers';
			await until('two polls', () => polls() >= gone + 4, { deadlineMs: 60_000 });
			expect(scripts(away.agent_id)).toBe(1);
		});
		await expectNoneTwice(world, name);
		await expectBackMeanwhile(world, name);
	},

	'Tactical RMM: Patch Tuesday': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const critical = rmm.addPatch('WIN-SRV-00', { severity: 'Critical', title: 'The important one' });
		const ignored = rmm.addPatch('WIN-SRV-00', { severity: 'Critical', action: 'ignore' });
		const moderate = rmm.addPatch('WIN-SRV-00', { severity: 'Moderate', title: 'Not rated so' });
		await world.run('Tactical RMM: Patch Tuesday', (parametersOf, node) => {
			node('Is It the Day After?').disabled = true;
			for (const name of ['Until the Scans Are Done', 'Until the Night', 'Until the Morning']) Object.assign(parametersOf(name), { resume: 'timeInterval', amount: 1, unit: 'seconds' });
		});
		const mail = await world.inbox.waitFor(({ subject }) => subject.startsWith('Patch Tuesday'));
		expect(mail.text).toContain(`WIN-SRV-00: installed  ${critical.kb} (Critical) The important one`);
		const installed = (id: number) => rmm.tables.winUpdates.get(id).installed;
		expect([critical, ignored, moderate].map(({ id }) => installed(id))).toEqual([true, false, false]);
		expect(mail.text).not.toContain(ignored.kb);
	},

	'Tactical RMM: chat with your fleet (AI Agent)': async (world) => {
		const { world: rmm } = world.tacticalRmm;
		const silent = rmm.agents().filter(({ status }) => status !== 'online').map(({ hostname }) => hostname);
		world.answer = (asked) => {
			const question = asked.messages.findLast(({ role }) => role === 'user')!.content!;
			const isAnswered = asked.messages.at(-1)!.role === 'tool';
			if (isAnswered) return `The tool says: ${shown(asked)}`;
			return question.includes('offline') ? [{ name: 'list_agents', arguments: { status: 'silent', monitoring_type: 'any', platform: 'any' } }] : [{ name: 'run_command', arguments: { host_name: 'WIN-SRV-00', command: 'whoami' } }];
		};
		const name = 'Tactical RMM: chat with your fleet (AI Agent)';
		const commands = () => world.tacticalRmm.requests.filter(({ path }) => path.endsWith('/cmd/')).length;
		await world.whileActive(
			name,
			async (saved) => {
				const said = await chat(world, saved.nodes.find(({ type }) => type.endsWith('.chatTrigger'))!.webhookId as string, 'Which agents are offline?');
				for (const hostname of silent) expect(said).toContain(hostname);
				expect(said).not.toContain('WIN-SRV-00');
				expect(world.model.asked.at(-1)!.tools.map((tool) => tool.name).sort()).toEqual(['list_agents', 'list_checks_of_agent', 'list_devices_on_network', 'list_open_alerts']);
				expect(commands()).toBe(0);
			},
			(parametersOf) => void (parametersOf('When Somebody Asks').public = true),
		);
		await world.whileActive(
			name,
			async (saved) => {
				const said = await chat(world, saved.nodes.find(({ type }) => type.endsWith('.chatTrigger'))!.webhookId as string, 'Run whoami on WIN-SRV-00');
				expect(said).toContain('nt authority');
				expect(commands()).toBe(1);
			},
			(parametersOf, node) => {
				parametersOf('When Somebody Asks').public = true;
				node('run_command').disabled = false;
			},
		);
	},
};

async function chat(world: World, webhookId: string, chatInput: string): Promise<string> {
	const answer = await fetch(`${world.running.n8n.url}/webhook/${webhookId}/chat`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ action: 'sendMessage', sessionId: chatInput, chatInput }),
	});
	const text = await answer.text();
	if (answer.status !== 200) throw new Error(`The chat answered ${answer.status}: ${text}`);
	return (JSON.parse(text) as { output: string }).output;
}

/** Every message of a resolved alert is sent as an answer to the one that told of it, by the time that Slack gave that one. */
async function expectThreads(world: World, workflowId: string): Promise<void> {
	const { client } = world.running;
	const runs = await Promise.all((await client.executions(workflowId)).map(async ({ id }) => (await client.finished(id)).data.resultData.runData));
	const items = (node: string) => runs.flatMap((run) => run[node]?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json);
	const threads = new Map(items('Remember the Thread').map(({ alertId, thread }) => [alertId, thread]));
	expect(new Set(threads.values()).size).toBe(2);
	expect([...threads.values()].sort()).toEqual(items('Slack: Raised').map(({ message_timestamp: at }) => at).sort());
	const answered = items('With Its Thread').map(({ alertId, thread }) => [alertId, thread]);
	expect(answered).toHaveLength(3);
	expect(answered.filter(([alertId]) => alertId !== undefined).sort()).toEqual([...threads].sort());
	expect(items('Forget the Thread').filter(({ thread }) => thread)).toHaveLength(2);
}

type EditOfRun = NonNullable<Parameters<World['run']>[1]>;

/** Another run key: another run. */
const runKey =
	(key: string): EditOfRun =>
	(parametersOf) => {
		const { assignments } = parametersOf('What to Run').assignments as { assignments: Array<{ name: string; value: string }> };
		assignments.find((each) => each.name === 'run')!.value = key;
	};

/** The agents that the example is for, and how often the script was started on each. */
function scriptRuns(world: World) {
	const { world: rmm, requests } = world.tacticalRmm;
	const agents = rmm.agents().filter((agent) => agent.row.plat === 'windows' && rmm.placeOf(agent).client === 1 && agent.state === 'answers');
	const begin = requests.length;
	const started = (id: string) => requests.slice(begin).filter(({ method, path }) => method === 'POST' && path.endsWith('/runscript/') && path.includes(id)).length;
	return { agents, counts: () => agents.map(({ agent_id: id }) => started(id)) };
}

/** The trigger and three runs by hand reach for the same rows at the same moment: each agent gets its script once. */
async function expectNoneTwice(world: World, name: string): Promise<void> {
	const { world: rmm } = world.tacticalRmm;
	const { agents, counts } = scriptRuns(world);
	expect(agents.length).toBeGreaterThan(3);
	for (const agent of agents) agent.silentFor(60 * minute);
	const edit = runKey('all at once');
	await world.run(name, edit);
	expect(counts()).toEqual(agents.map(() => 0));
	// Long enough for every other execution to come in between.
	rmm.machines.runScript = ({ hostname }) => ({ stdout: hostname, stderr: '', retcode: 0, execution_time: 0.1, delayMs: 1_500 });
	await world.whileActive(name, async (saved) => {
		const polls = () => world.tacticalRmm.requests.filter(({ method, path }) => method === 'GET' && path === '/agents/').length;
		const begin = polls();
		await until('two polls', () => polls() >= begin + 2, { deadlineMs: 60_000 });
		for (const agent of agents) agent.state = 'answers';
		const byHand = Promise.all([0, 1, 2].map(async () => await world.run(name, edit)));
		const { status } = await world.running.client.waitForExecution(saved.id, { deadlineMs: 90_000 });
		expect(status).toBe('success');
		await byHand;
		await until('all to be started', () => counts().every((count) => count > 0), { deadlineMs: 90_000 });
		await world.run(name, edit);
		expect(counts()).toEqual(agents.map(() => 1));
	}, edit);
}

/** An agent that is back before its row is due again is found by the look at the end of the run. */
async function expectBackMeanwhile(world: World, name: string): Promise<void> {
	const { world: rmm } = world.tacticalRmm;
	const { agents, counts } = scriptRuns(world);
	const [away] = agents;
	away!.silentFor(60 * minute);
	let calls = 0;
	rmm.machines.runScript = ({ hostname }) => {
		// The first one is a wave of its own: anyone who comes later has its turn together with the agent that is left out.
		if (++calls > 1) setTimeout(() => (away!.state = 'answers'), 1_000);
		return { stdout: hostname, stderr: '', retcode: 0, execution_time: 0.1, delayMs: 2_000 };
	};
	const { itemsOf } = await world.run(name, runKey('back meanwhile'));
	expect(counts()).toEqual(agents.map(() => 1));
	expect(itemsOf('Write It Down').filter(({ json }) => json.deviceId === away!.agent_id).map(({ json }) => json.state)).toEqual(['due']);
	expect(itemsOf('Write That Down').map(({ json }) => [json.deviceId, json.state])).toEqual([[away!.agent_id, 'done']]);
}
