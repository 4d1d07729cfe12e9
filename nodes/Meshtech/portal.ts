import { BadAnswerError, InputError, NotAskedError, RefusedError, SecretRejectedError } from '../shared/errors';
import type { Reached } from '../shared/connection/read';
import { wayOf } from '../shared/http/agents';
import type { Call } from '../shared/http/call';
import { Http } from '../shared/http/http';
import { SecretMemory } from '../shared/http/secretMemory';
import { parseBaseUrl } from '../shared/http/url';
import type { ClientOptions } from '../shared/system';
import { AssumptionError } from './assumptionError';
import { assumedRoutes, type AssumedRouteName, type Assumptions } from './assumptions';
import { unlessCancelled } from './clock';
import { dialect, signInDialect } from './dialect';
import { sessionOf, type Session, type SignIn } from './session';
import type { Token } from './token';

/** What is sent to the API in the header of Basic Auth. */
const TOKEN = "Meshtech's token";

/** Who signs in where, and where the API is. */
export interface Account extends Reached {
	signInUrl: string;
	apiUrl: string;
	username: string;
	password: string;
}

/** Requests to Meshtech's API with a token that is always good: signed in for when needed, renewed before its end and after a 401. */
export class Portal {
	/** Names this connection in this process, without giving its secrets away. */
	readonly key: string;
	private readonly session: Session;
	private readonly signIn: SignIn;
	private readonly base: string[];
	private api?: { token: Token; http: Http };

	constructor(
		private readonly account: Account,
		private readonly assumptions: Assumptions,
		private readonly options: ClientOptions,
	) {
		const { signInUrl, apiUrl, username, password, wayIn, ...reached } = account;
		if (!username || !password) throw new InputError('The credential has no user name or no password', "Enter those of Meshtech's portal.");
		const ops = parseBaseUrl(signInUrl, signInDialect.exampleAddress);
		const api = parseBaseUrl(apiUrl, dialect.exampleAddress);
		this.base = segments(api.path);
		this.key = SecretMemory.keyOf(ops.origin, ops.path, api.origin, api.path, username, password, ...wayOf(reached));
		this.session = sessionOf(this.key);
		// The two together tell this account from others; alone, only the password is masked wherever a server repeats it.
		const secrets = [JSON.stringify([username, password]), password, ...wayIn];
		const { askAnyway } = options;
		const http = new Http({ ...reached, baseUrl: ops.origin, headers: {}, secrets, inPlaceOfBasicAuth: TOKEN, requestsAtOnce: undefined }, signInDialect, { askAnyway });
		this.signIn = { http, path: segments(ops.path), username, password };
	}

	/** Signs in again, whatever is known. */
	async signInAnew(): Promise<void> {
		await unlessCancelled(this.session.anew(this.signIn), this.options.signal);
	}

	/** A documented request, or one of the user's own. `path` is what comes after the API URL. */
	async request<T>(call: Call<T>): Promise<T> {
		return await this.authorised({ ...call, path: [...this.base, ...call.path] });
	}

	/**
	 * A request to a route that is assumed.
	 * @param id takes the place of `{id}`
	 * @throws as any request; where the route seems not to exist, the error says that it is an assumption and where to correct it
	 */
	async assumed<T>(name: AssumedRouteName, id: string, call: Omit<Call<T>, 'method' | 'path'>): Promise<T> {
		const { method } = assumedRoutes[name];
		const template = this.assumptions.paths[name];
		const path = [...this.base, ...template.split('/').filter(Boolean).map((segment) => segment.split('{id}').join(id))];
		return await this.authorised({ ...call, method, path }, (error) => asAssumption(error, name, template));
	}

	/** The time by the API's clock, as far as its answers tell it. */
	serverNow(): Date {
		return this.api?.http.serverNow() ?? new Date();
	}

	/** @param explained what to make of an error of the API; errors of signing in stay as they are */
	private async authorised<T>(call: Call<T>, explained = (error: unknown): unknown => error): Promise<T> {
		const token = await this.tokenOf(this.session.current(this.signIn));
		try {
			return await this.sendWith(token, call, explained);
		} catch (error) {
			// A request that was not let in did nothing: whatever its effect, it may be sent once more.
			if (!(error instanceof SecretRejectedError)) throw error;
			const renewed = await this.tokenOf(this.session.after(token, this.signIn));
			if (!renewed) throw notLetIn(error);
			return await this.sendWith(renewed, call, (again) => (again instanceof SecretRejectedError ? notLetIn(again) : explained(again)));
		}
	}

	private async tokenOf<T>(task: Promise<T>): Promise<T> {
		return await unlessCancelled(task, this.options.signal);
	}

	private async sendWith<T>(token: Token, call: Call<T>, explained: (error: unknown) => unknown): Promise<T> {
		if (this.api?.token !== token) this.api = { token, http: this.httpWith(token) };
		try {
			const answer = await this.api.http.request(call);
			this.session.accepted(token);
			return answer;
		} catch (error) {
			// Any other no comes after the token was looked at; a gateway's 5xx proves nothing.
			if (error instanceof RefusedError && error.status !== 401 && (error.status ?? 500) < 500) this.session.accepted(token);
			throw explained(error);
		}
	}

	private httpWith({ value }: Token): Http {
		const { apiUrl, password, wayIn, ...reached } = this.account;
		const headers = { authorization: `Bearer ${value}` };
		const connection = { ...reached, baseUrl: parseBaseUrl(apiUrl, dialect.exampleAddress).origin, headers, secrets: [value, password, ...wayIn], inPlaceOfBasicAuth: TOKEN };
		return new Http(connection, dialect, this.options);
	}
}

function segments(path: string): string[] {
	try {
		return path.split('/').filter(Boolean).map(decodeURIComponent);
	} catch {
		throw new InputError('An address in the credential contains a % that does not begin a code such as %25', 'Copy it again, or write the % as %25. Nothing was sent.');
	}
}

function notLetIn(error: SecretRejectedError): SecretRejectedError {
	const { message, asked, status } = error;
	const advice =
		'The sign-in succeeded, but the API did not accept the token. Check that the two addresses in the credential belong together and that the user may use the API.';
	return error instanceof NotAskedError ? new NotAskedError(message, asked, status, error.because, advice) : new SecretRejectedError(message, asked, status, advice);
}

/** Statuses of servers that have no such route, or none with this method; the gateways of some clouds say 403 of unknown routes. */
const NO_SUCH_ROUTE = [403, 404, 405, 501];

function asAssumption(error: unknown, name: AssumedRouteName, path: string): unknown {
	const isAboutRoute = error instanceof BadAnswerError || (error instanceof RefusedError && NO_SUCH_ROUTE.includes(error.status ?? 0));
	if (!isAboutRoute) return error;
	const { method, displayName } = assumedRoutes[name];
	const advice =
		`${method} ${path} is assumed: Meshtech does not document this path. ` +
		`If your API has another one (see its Swagger page), enter it in the credential: Advanced > ${displayName}.` +
		(path.includes('{id}') && error.status === 404 ? ' If the path is right, there is nothing with this ID.' : '') +
		(error.status === 403 ? ' If the path is right, the user of the credential may not do this.' : '');
	const explained = new AssumptionError(error.message, error.asked, error.status, advice);
	explained.notes.push(...error.notes);
	return explained;
}
