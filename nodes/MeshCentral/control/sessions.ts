import { SecretRejectedError, UnreachableError, type Asked } from '../../shared/errors';
import { wayOf } from '../../shared/http/agents';
import { notAsked, SecretMemory } from '../../shared/http/secretMemory';
import type { ServerInfo } from '../schemas';
import { gatewaySecret, signInSecret } from '../secrets';
import type { ControlConnection } from './connection';
import { farewellFrame, readFrame, serverInfoFrame, type Frame } from './frames';
import { openLink, type Link } from './link';
import { Session } from './session';
import { brokenOff, notMeshCentral, requireOwnDomain, signInRefused } from './signIn';
import { Standing } from './standing';

const SIGN_IN_WITHIN_MS = 15_000;

/** A session with what the server said of itself at its start. */
export interface Opened {
	session: Session;
	server: ServerInfo;
}

/** The sessions of this process: one for each connection, opened at first use and shared by all nodes, items and triggers. */
export class Sessions {
	private readonly opened = new Map<string, Promise<Opened>>();

	constructor(private readonly memory = new SecretMemory()) {}

	/** Names a connection in this process, without giving its secret away. */
	static keyOf(connection: ControlConnection): string {
		const { url, headers, secrets } = connection;
		return SecretMemory.keyOf(url, JSON.stringify(headers), ...secrets, ...wayOf(connection));
	}

	/**
	 * The open session, or a new one.
	 * @throws UnreachableError with `arrived: 'no'`; RefusedError where the sign-in was not accepted
	 */
	async get(connection: ControlConnection, asked: Asked): Promise<Opened> {
		const key = Sessions.keyOf(connection);
		const kept = this.opened.get(key);
		if (kept) {
			const opened = await kept;
			if (!opened.session.closed) return opened;
		}
		// Another who waited as well may have opened it by now.
		const now = this.opened.get(key);
		if (now && now !== kept) return await now;
		const opening = this.openUnlessRejected(key, connection, asked);
		this.opened.set(key, opening);
		opening.catch(() => this.opened.get(key) === opening && this.opened.delete(key));
		return await opening;
	}

	/** A separate session that is opened whatever is remembered, for the credential test; the caller closes it. */
	async openAnyway(connection: ControlConnection, asked: Asked): Promise<Opened> {
		return await this.open(Sessions.keyOf(connection), connection, asked);
	}

	/** Ends all of them; the next request opens a new one. */
	async closeAll(): Promise<void> {
		const all = [...this.opened.values()];
		this.opened.clear();
		for (const each of all) await each.then(({ session }) => session.close(), () => {});
	}

	/** A secret that was not taken is not sent again for a while. */
	private async openUnlessRejected(key: string, connection: ControlConnection, asked: Asked): Promise<Opened> {
		const secret = connection.through === 'wrapper' ? gatewaySecret : signInSecret;
		const earlier = this.memory.rejection(key, secret.rememberedMs);
		if (earlier) throw doubted(notAsked(earlier, 'MeshCentral', secret, asked), connection);
		return await this.open(key, connection, asked);
	}

	private async open(key: string, connection: ControlConnection, asked: Asked): Promise<Opened> {
		try {
			const link = await openLink(connection, asked);
			const { server, standing } = await signedIn(link, connection, asked);
			this.memory.accepted(key);
			const aheadMs = typeof server.serverTime === 'number' ? server.serverTime - Date.now() : 0;
			return { session: new Session(link, new URL(connection.url).host, aheadMs, standing), server };
		} catch (error) {
			if (!(error instanceof SecretRejectedError)) throw error;
			this.memory.rejected(key, error.message, error.status);
			throw doubted(error, connection);
		}
	}
}

/** What the server says to a sign-in that is good: of itself, and of us. */
interface Welcome {
	server: ServerInfo;
	standing: Standing;
}

/** A rejection with what may be wrong with the secret as it was entered. */
function doubted(error: SecretRejectedError, { doubt }: ControlConnection): SecretRejectedError {
	if (doubt) error.notes.push(doubt);
	return error;
}

/** Waits until the server says who we are; closes the link if it does not. */
async function signedIn(link: Link, connection: ControlConnection, asked: Asked): Promise<Welcome> {
	const { promise, resolve, reject } = Promise.withResolvers<Welcome>();
	const { host } = new URL(connection.url);
	const timer = setTimeout(() => {
		const advice = 'It opened a WebSocket: check that the address in the credential is MeshCentral\'s.';
		reject(new UnreachableError(`${host} did not answer the sign-in within ${SIGN_IN_WITHIN_MS / 1000} s`, asked, 'no', { advice }));
	}, SIGN_IN_WITHIN_MS);
	let server: ServerInfo | undefined;
	let isHeard = false;
	const hear = (received: Frame) => {
		const bye = farewellFrame.safeParse(received);
		if (bye.success) return reject(signInRefused(bye.data, connection, asked));
		const info = serverInfoFrame.safeParse(received);
		if (info.success) server = info.data.serverinfo;
		if (received.action === 'userinfo') resolve({ server: server ?? { name: host }, standing: new Standing(received.userinfo) });
	};
	link.listen(
		(text) => {
			const received = readFrame(text);
			isHeard ||= received !== undefined;
			if (received) hear(received);
		},
		({ isOrderly }) => reject((isOrderly && !isHeard ? notMeshCentral : brokenOff)(connection, asked)),
	);
	try {
		const welcome = await promise;
		requireOwnDomain(welcome, connection, asked);
		return welcome;
	} catch (error) {
		link.close();
		throw error;
	} finally {
		clearTimeout(timer);
	}
}
