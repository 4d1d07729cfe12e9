import { blankAround } from '../shared/credential';
import { SecretRejectedError } from '../shared/errors';
import type { Call } from '../shared/http/call';
import type { Http } from '../shared/http/http';
import { clock } from './clock';
import { REMEMBERED_MS } from './dialect';
import { signedIn } from './schemas';
import { usableMs, type Token } from './token';

/** An edited credential leaves a session behind: beyond so many, the one unused for longest is forgotten. */
const SESSIONS_KEPT = 64;
const sessions = new Map<string, Session>();

/** The one session of a connection in this process. @param key names the connection, secrets included, without giving them away */
export function sessionOf(key: string): Session {
	const session = sessions.get(key) ?? new Session();
	// Last in the map is used last.
	sessions.delete(key);
	sessions.set(key, session);
	if (sessions.size > SESSIONS_KEPT) sessions.delete(sessions.keys().next().value!);
	return session;
}

/** Signs in: over a transport that no single execution can cancel, since others wait for the same token. */
export interface SignIn {
	http: Http;
	path: readonly string[];
	username: string;
	password: string;
}

/** One token for all that run at the same time: signed in once, renewed once. */
export class Session {
	private token?: Token;
	private underWay?: Promise<Token>;
	/** When a token was signed in for because the API did not take the one before it, on our monotonic clock; undefined once one was taken. */
	private doubtedAt?: number;

	/** A token to use now; all who ask while a sign-in is under way get its outcome. */
	async current(signIn: SignIn): Promise<Token> {
		if (this.token && clock.now() < this.token.until) return this.token;
		return await this.renew(signIn);
	}

	/** Signs in whatever is known, as when a credential is tested. */
	async anew(signIn: SignIn): Promise<Token> {
		await this.underWay?.catch(() => {});
		this.doubtedAt = undefined;
		return await this.renew(signIn);
	}

	/** The API took the token. */
	accepted(token: Token): void {
		if (token === this.token) this.doubtedAt = undefined;
	}

	/**
	 * A token to use after the API did not take this one.
	 * @returns undefined where a new one was not taken either: signing in once more would not help so soon
	 */
	async after(rejected: Token, signIn: SignIn): Promise<Token | undefined> {
		if (this.token === rejected) {
			if (this.doubtedAt !== undefined && clock.now() - this.doubtedAt < REMEMBERED_MS) return undefined;
			this.doubtedAt = clock.now();
			this.token = undefined;
		}
		return await this.current(signIn);
	}

	private renew(signIn: SignIn): Promise<Token> {
		this.underWay ??= this.ask(signIn).finally(() => (this.underWay = undefined));
		return this.underWay;
	}

	private async ask({ http, path, username, password }: SignIn): Promise<Token> {
		const asked = clock.now();
		// Changes nothing at the server, so it may be repeated; a rejected password is remembered by the transport and not sent again.
		const call: Call<{ authToken: string }> = { method: 'POST', path, json: { username, password }, effect: 'read', answer: signedIn, isSecret: true, provesAddress: true };
		const { authToken } = await http.request(call).catch((error: unknown) => {
			const doubt = blankAround(password);
			if (error instanceof SecretRejectedError && doubt) error.notes.push(doubt);
			throw error;
		});
		this.token = { value: authToken, until: asked + usableMs(authToken) };
		return this.token;
	}
}
