import type { Call } from '../../nodes/shared/http/call';
import type { OperationRow } from '../nodes/systems';
import { VirtualTime } from '../support/meshtech';
import { behindProxy, effectOf, type Behind } from './behindProxy';
import { placesOf, type Place } from './places';
import { problemsOf, raised } from './raised';
import { changeRequests } from './shorten';

/** A request as it reached the server. */
interface Arrived {
	method: string;
	/** Decoded. */
	segments: string[];
	query: Array<[string, string]>;
	headers: Readonly<Record<string, unknown>>;
	/** Parsed where it is JSON. */
	body: unknown;
	isWrite: boolean;
}

/** Places of which nothing need arrive: a tag that the device does not have, and what n8n's own output is called. */
const NOT_FOR_SERVER: Readonly<Record<string, string>> = { 'MeshCentral: Device > Remove Tags': 'tags', 'Tactical RMM: Report > Run': 'outputField' };

/** An operation behind a proxy, into whose places anything is entered. */
export class Entering {
	private calls: Array<Call<unknown>> = [];
	private arrivals: Arrived[] = [];
	/** Requests of the sample as it is, and those by which any operation of this node looks something up. */
	private usual: readonly Arrived[] = [];

	private constructor(
		private readonly row: OperationRow,
		private readonly behind: Behind,
	) {}

	/** @param lookUps see {@link lookUpsOf} */
	static async start(row: OperationRow, lookUps: readonly Arrived[] = []): Promise<Entering> {
		new VirtualTime().install();
		const entering = new Entering(row, await behindProxy(row));
		const { error } = await entering.run(undefined, {});
		if (error) {
			await entering.stop();
			throw new Error(`The sample itself fails: ${error.message}`);
		}
		entering.usual = [...entering.arrivals, ...lookUps];
		return entering;
	}

	/** The requests by which operations of these rows, one node's, look something up: in their samples, by each way of a locator, and for each switch. */
	static async lookUpsOf(rows: readonly OperationRow[]): Promise<Arrived[]> {
		const found: Arrived[] = [];
		const locators = new Set<string>();
		for (const row of rows) {
			const entering = await Entering.start(row);
			const isLookUp = ({ method, isWrite }: Arrived) => method === 'GET' && !isWrite;
			found.push(...entering.usual.filter(isLookUp));
			for (const place of placesOf(row).filter(({ name, type }) => type === 'boolean' || (type === 'locator' && !locators.has(name)))) {
				locators.add(place.name);
				await entering.run(place.type === 'boolean' ? true : '1', place.with('={{ $json.hostile }}'));
				found.push(...entering.arrivals.filter(isLookUp));
			}
			await entering.stop();
		}
		return found;
	}

	async stop(): Promise<void> {
		await this.behind.stop();
	}

	/** Enters the value into the place, and says what was wrong with what came of it, in words. */
	async problemsWith(place: Place, value: unknown): Promise<string[]> {
		const { error } = await this.run(value, place.with('={{ $json.hostile }}'));
		const problems = [...problemsOf(error), ...this.arrivals.flatMap((arrived) => this.problemsIn(arrived, value))];
		if (Object.keys(Object.prototype).length > 0 || ({} as { polluted?: unknown }).polluted !== undefined) problems.push('the prototype of all objects was changed');
		const isForServer = NOT_FOR_SERVER[this.row.title] !== place.name;
		if (!error && isText(value) && this.row.operation.effect !== 'read' && MEANINGFUL.has(place.type) && isForServer) problems.push(...this.problemsOfMeaning(value));
		return problems;
	}

	private async run(value: unknown, parameters: object): Promise<{ error?: Error }> {
		this.calls = [];
		this.arrivals = [];
		raised.length = 0;
		this.behind.proxy.reset();
		this.behind.proxy.watch((method, url, headers, body) => this.arrivals.push(this.arrived(method, url, headers, body)));
		const watching = changeRequests((call) => {
			this.calls.push(call);
			return {};
		});
		const item = { ...this.row.sample?.items?.[0], hostile: value };
		try {
			return await this.behind.run({ items: [item] }, parameters);
		} catch (error) {
			// n8n itself refuses to start a node with an empty field that is required.
			if ((error as Error).name === 'WorkflowHasIssuesError') return { error: error as Error };
			throw error;
		} finally {
			watching.stop();
		}
	}

	private arrived(method: string, url: string, headers: Arrived['headers'], sent: string): Arrived {
		const [path = '', search = ''] = url.split(/\?(.*)/s, 2);
		const segments = path.split('/').slice(1);
		if (this.row.node.endsInSlash && segments.at(-1) === '') segments.pop();
		const call = this.calls.find((each) => each.method === method && endsWith(segments.map(decoded), each.path.map(String)));
		return {
			method,
			segments: segments.map(decoded),
			query: search.split('&').filter(Boolean).map((pair) => pair.split(/=(.*)/s, 2).map(decoded) as [string, string]),
			headers,
			body: parsed(sent),
			isWrite: call !== undefined && effectOf(this.row, call) !== 'read',
		};
	}

	/** Host, path and headers are those of the sample, but for what was entered. */
	private problemsIn({ method, segments, query, headers, body }: Arrived, value: unknown): string[] {
		const problems: string[] = [];
		const request = `${method} /${segments.map((each) => each.slice(0, 60)).join(' / ')}`;
		const entered = this.enteredAs(value);
		const isOne = this.usual.some(
			(usual) =>
				usual.method === method &&
				usual.segments.length === segments.length &&
				usual.segments.every((segment, index) => isLike(segment, segments[index]!) || entered.some((text) => segments[index]!.includes(text))),
		);
		if (!isOne && this.row.resource.value !== 'api') problems.push(`a request that the sample does not make: ${request}`);
		if (segments.some((segment) => segment === '.' || segment === '..')) problems.push(`a way out of the path: ${request}`);
		const unusual = Object.keys(headers).filter((name) => !USUAL_HEADERS.has(name) && !Object.values(this.usual).some((usual) => name in usual.headers));
		if (unusual.length > 0) problems.push(`headers ${unusual.join()} in ${request}`);
		if (headers.host !== new URL(this.address).host) problems.push(`host ${String(headers.host)}`);
		const names = query.map(([name]) => name).filter((name) => !/^[\w.-]+$/.test(name));
		if (names.length > 0 && this.row.resource.value !== 'api') problems.push(`query parameters ${names.join()} in ${request}`);
		if ([...segments, ...query.flat(), ...textsIn(body)].some((text) => text.includes('[object Object]'))) problems.push(`an object as text in ${request}`);
		return problems;
	}

	/** What was entered reached the server as it is in a request that changes something, or none was sent. */
	private problemsOfMeaning(value: string): string[] {
		const writes = this.arrivals.filter(({ isWrite }) => isWrite);
		if (writes.length === 0) return [];
		const texts = writes.flatMap(({ segments, query, body }) => [...segments, ...query.flat(), ...textsIn(body)]).flatMap((text) => [text, ...unpacked(text)]);
		const wanted = this.enteredAs(value);
		const has = (wish: string) => texts.some((text) => text.includes(wish));
		// Or as a list, of which every part arrived.
		const parts = value.split(/[,\n]/).map((part) => part.trim()).filter(Boolean);
		return wanted.length === 0 || wanted.some(has) || parts.every(has) ? [] : [`"${value.slice(0, 80)}" did not arrive, and it was no error`];
	}

	/** As it is, and without the blanks around it. */
	private enteredAs(value: unknown): string[] {
		const text = isText(value) ? value : JSON.stringify(value) ?? '';
		return [...new Set([text, text.trim()])].filter(Boolean);
	}

	private get address(): string {
		return String(Object.values(this.behind.credentials)[0]!.baseUrl);
	}
}

const USUAL_HEADERS: ReadonlySet<string> = new Set(['host', 'connection', 'accept', 'content-type', 'content-length']);

/** Kinds of places whose text is sent as it is. */
const MEANINGFUL: ReadonlySet<string> = new Set(['string', 'locator']);

/** The same, or another number in the same place: what was created gets a new one. */
function isLike(usual: string, segment: string): boolean {
	return usual === segment || (/^\d+$/.test(usual) && /^\d+$/.test(segment));
}

/** What is packed into Base64 inside of a text, as commands are that would not come through otherwise. */
function unpacked(text: string): string[] {
	return (text.match(/[A-Za-z0-9+/]{2,}={0,2}/g) ?? []).map((packed) => Buffer.from(packed, 'base64').toString('utf8'));
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function endsWith(segments: readonly string[], end: readonly string[]): boolean {
	return end.every((segment, index) => segments[segments.length - end.length + index] === segment);
}

function decoded(text: string): string {
	return decodeURIComponent(text);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** Keys and texts of a value, however deep. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => [key, ...textsIn(each)]);
	return [String(value)];
}
