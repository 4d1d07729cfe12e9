import { minute, second } from './clock';
import { fellOver } from './answers';
import type { Agent } from './agent';
import type { Alert } from './rows';
import { templateOf } from './views';
import type { World } from './world';

/** What happens to an alert, as an alert template sees it: the columns of its actions begin with this. */
export type Direction = 'action' | 'resolved_action';

/** A request that the server sent to somebody, or would have sent. */
export interface CallOut {
	alert: number;
	direction: Direction;
	url: string;
	body: string;
	/** What the receiver answered; undefined until then, and where nothing was sent. */
	status?: number;
}

/** How long the server waits for a receiver. */
const PATIENCE_MS = 8 * second;

/** The requests that alert templates have sent: once for each alert and direction, never again. */
export class CallsOut {
	/** Oldest first. */
	readonly sent: CallOut[] = [];
	private readonly underWay = new Set<Promise<void>>();

	/** All that is under way has ended. */
	async ended(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/**
	 * Does what the agent's alert template says is to be done about an alert: a REST request is sent at once.
	 * @throws the server's 500 where that request's URL action was deleted while a script stands beside it
	 */
	about(world: World, alert: Alert, direction: Direction): void {
		const agent = alert.agent === null ? undefined : world.findAgent(alert.agent);
		const template = agent && templateOf(world, agent);
		// One that somebody made by the API triggers nothing.
		if (!agent || !template || !isWanted(world, alert, template) || template[`${direction}_type`] !== 'rest') return;
		const action = template[`${direction}_rest`];
		if (action === null || action === undefined) {
			if (template[direction]) throw fellOver();
			return;
		}
		const request = this.send(world, agent, alert, direction, Number(action)).finally(() => this.underWay.delete(request));
		this.underWay.add(request);
	}

	private async send(world: World, agent: Agent, alert: Alert, direction: Direction, actionId: number): Promise<void> {
		const { pattern, rest_method, rest_headers, rest_body } = world.tables.urlActions.get(actionId);
		const fill = (text: string) => filled(world, agent, alert, text);
		const call: CallOut = { alert: alert.id, direction, url: fill(pattern), body: asPython(fill(rest_body)) };
		this.sent.push(call);
		const outcome = await request(call.url, rest_method, call.body, fill(rest_headers));
		if (outcome.status !== undefined) call.status = outcome.status;
		const said = { run: world.clock.stamp(), stdout: outcome.text, stderr: '', retcode: outcome.status ?? 500, execution_time: '0.0000' };
		if (world.tables.alerts.find(alert.id)) world.tables.alerts.update(alert.id, Object.fromEntries(Object.entries(said).map(([name, value]) => [`${direction}_${name}`, value])));
	}
}

/** Whether alerts of this kind and severity are sent at all. */
function isWanted({ settings }: World, { alert_type: kind, severity }: Alert, template: Record<string, unknown>): boolean {
	const column: Record<string, string> = { availability: 'agent', check: 'check', task: 'task' };
	if (!column[kind] || template[`${column[kind]}_script_actions`] === false) return false;
	return !(severity === 'info' && !settings.notify_on_info_alerts) && !(severity === 'warning' && !settings.notify_on_warning_alerts);
}

/** Sends it as Python's requests does, and returns what the receiver said; a failure is returned as text. */
export async function request(url: string, method: string, body: string, headers: string): Promise<{ text: string; status?: number }> {
	try {
		const named: unknown = headers === '' ? {} : JSON.parse(headers);
		if (typeof named !== 'object' || named === null || Object.values(named).some((value) => typeof value !== 'string')) throw new TypeError('Header value must be str or bytes');
		const hasBody = !['get', 'delete'].includes(method);
		const answer = await fetch(url, {
			method: method.toUpperCase(),
			headers: { 'User-Agent': 'python-requests/2.34.0', ...(named as Record<string, string>) },
			// Of bytes, no Content-Type is made up.
			...(hasBody && { body: Buffer.from(body) }),
			signal: AbortSignal.timeout(hasBody ? PATIENCE_MS : minute),
		});
		return { text: await answer.text(), status: answer.status };
	} catch (error) {
		const { hostname, port, pathname } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '', pathname: url };
		if (!(error instanceof TypeError) || error.message !== 'fetch failed') return { text: String((error as Error).message) };
		return { text: `HTTPConnectionPool(host='${hostname}', port=${port}): Max retries exceeded with url: ${pathname} (Caused by NewConnectionError("HTTPConnection(host='${hostname}', port=${port}): Failed to establish a new connection: [Errno 111] Connection refused"))` };
	}
}

/** Python's `json.dumps`: what the filled-in text says as JSON, or, where it says nothing, the whole text as one string of JSON. */
export function asPython(text: string): string {
	const dumped = (value: unknown): string => {
		if (Array.isArray(value)) return `[${value.map(dumped).join(', ')}]`;
		if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([name, each]) => `${dumped(name)}: ${dumped(each)}`).join(', ')}}`;
		return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
	};
	try {
		return dumped(JSON.parse(text));
	} catch {
		return dumped(text);
	}
}

/** Everything becomes text; what is empty, 0 or false becomes `None`. */
function filled(world: World, agent: Agent, alert: Alert, text: string): string {
	const site = world.tables.sites.get(agent.row.site);
	const own = { ...agent.row, id: agent.id, agent_id: agent.agent_id, status: agent.status, site_id: site.id, site: { ...site, client_id: site.client } };
	const known: Record<string, unknown> = { agent: own, client: world.tables.clients.get(site.client), site, alert: { ...alert, agent: own } };
	return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, path: string) => {
		const [first, ...rest] = path.split('.');
		if (!Object.hasOwn(known, first!)) return whole;
		const value = rest.reduce<unknown>((from, name) => (typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[name] : undefined), known[first!]);
		if (value === undefined) return first === 'alert' ? `${alert.alert_type} - ${alert.message}` : agent.hostname;
		return value ? (value === true ? 'True' : String(value as string)) : 'None';
	});
}
