import type { Duplex } from 'node:stream';
import type { Dispatcher, WebSocket } from 'undici';
import { KeptOutError, RefusedError, SecretRejectedError, UnreachableError, type Asked } from '../../shared/errors';
import { laneFor } from '../../shared/http/agents';
import { doorMet } from '../../shared/http/doors';
import { adviceIfNotReached, notReached, stoppedWaiting } from '../../shared/http/gateways';
import { proxyFor } from '../../shared/http/proxy';
import { undici } from '../../shared/http/undici';
import { explainUnreachable } from '../../shared/http/unreachable';
import { oneLine, withoutSecrets } from '../../shared/text';
import type { ControlConnection } from './connection';

const CONNECT_TIMEOUT_MS = 15_000;

/** A page that comes instead of a WebSocket is read as it is: by itself, undici would ask for a compressed one. */
const PLAIN = { 'accept-encoding': 'identity' };

/** How long the other side may take to agree to an end. */
const CLOSE_WITHIN_MS = 3_000;

/** What became of a handshake: the WebSocket itself tells nothing but that it failed. */
interface Handshake {
	cause?: unknown;
	/** What was answered instead of an open WebSocket, as far as it came. */
	answer?: { status: number; headers: Readonly<Record<string, string | string[] | undefined>>; text: string };
	/** What lies under the WebSocket once it is open. */
	bare?: Duplex;
}

/** How an open socket is used. */
export interface Link {
	/** @returns false where nothing was sent, because the other side has taken its leave: the end may not have arrived here yet */
	send(data: string | Uint8Array): boolean;
	close(): void;
	/** Told of every frame of text, once of the end (whether the other side took its leave), and of frames of bytes. Set before the first frame can come. */
	listen(onText: (text: string) => void, onEnd: (end: { isOrderly: boolean }) => void, onBytes?: (bytes: Uint8Array) => void): void;
}

/**
 * Opens the WebSocket. Being open says nothing of the sign-in, which the server answers in a frame.
 * @throws UnreachableError that names the cause (certificate, refused, unknown host); RefusedError where HTTP was answered
 */
export async function openLink(connection: ControlConnection, asked: Asked): Promise<Link> {
	const { WebSocket } = await undici();
	const { protocol, host } = new URL(connection.url);
	const origin = `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}`;
	const handshake: Handshake = {};
	const agent = await laneFor({ ...connection, origin, isWebSocket: true }).agent;
	const dispatcher = agent.compose((dispatch) => (options, handler) => dispatch(options, watching(handler, handshake)));
	const socket = new WebSocket(connection.url, { headers: { ...connection.headers, ...connection.inFront, ...PLAIN }, dispatcher });
	const timedOut = await opened(socket);
	if (timedOut === undefined) return linkOf(socket, handshake.bare);
	// What closing makes of it is an error of our own.
	const { cause } = handshake;
	socket.close();
	if (handshake.answer) throw keptOut(handshake.answer, connection, asked) ?? handshakeError(handshake.answer.status, connection, host, asked);
	if (timedOut && cause === undefined) throw unanswered(connection, host, asked);
	if (cause === undefined && handshake.bare === undefined) throw closedPort(host, asked);
	const reason = cause ?? Object.assign(new Error('no answer to the handshake'), { code: 'UND_ERR_SOCKET' });
	const { message, code, advice, repeatable, notes } = explainUnreachable(reason, asked, host, CONNECT_TIMEOUT_MS / 1000, { isFirstOverHttp: protocol === 'ws:', proxy: proxyFor(origin) });
	// Whatever went wrong: it was the handshake, and no request was sent.
	const failure = new UnreachableError(message, asked, 'no', { code, advice, repeatable, cause: reason });
	failure.notes.push(...notes);
	throw failure;
}

/** undici gives the socket's owner an empty error: what happened is seen only on the way to it. */
function watching(handler: Dispatcher.DispatchHandler, handshake: Handshake): Dispatcher.DispatchHandler {
	return {
		onRequestStart: (...args) => handler.onRequestStart?.(...args),
		onRequestUpgrade: (controller, status, headers, bare) => {
			handshake.bare = bare;
			return handler.onRequestUpgrade?.(controller, status, headers, bare);
		},
		// Kept from the socket's owner until its page is read: with the first word of an answer, the owner would end the connection.
		onResponseStart: (_, status, headers) => void (handshake.answer = { status, headers, text: '' }),
		onResponseData: (controller, chunk) => {
			handshake.answer!.text += chunk.toString('utf8');
			if (handshake.answer!.text.length > LONGEST_PAGE) controller.abort(new Error('an endless page'));
		},
		onResponseEnd: (controller) => handler.onResponseError?.(controller, new Error('no WebSocket')),
		onResponseError: (controller, error) => {
			handshake.cause ??= error;
			return handler.onResponseError?.(controller, error);
		},
	};
}

/** Characters of a page that says why there is no WebSocket. */
const LONGEST_PAGE = 100_000;

/** What is in front of the server, if that answered. */
function keptOut({ status, headers, text }: NonNullable<Handshake['answer']>, { url, inFront = {}, clientCertificate, inPlaceOfBasicAuth, secrets }: ControlConnection, request: Asked): KeptOutError | undefined {
	const asked = new URL(url.replace(/^ws/, 'http'));
	const contentType = String(headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
	const answer = { status, headers, contentType, text: withoutSecrets(text, secrets), json: undefined };
	const door = doorMet(answer, { asked, shown: { headers: Object.keys(inFront), clientCertificate: clientCertificate !== undefined, inPlaceOfBasicAuth } });
	return door && new KeptOutError(oneLine(withoutSecrets(door.words, secrets)), request, status, door.advice);
}

/** @returns undefined once it is open, else whether it took too long */
async function opened(socket: WebSocket): Promise<boolean | undefined> {
	const { promise, resolve } = Promise.withResolvers<boolean | undefined>();
	const timer = setTimeout(() => resolve(true), CONNECT_TIMEOUT_MS);
	socket.addEventListener('open', () => resolve(undefined), { once: true });
	socket.addEventListener('error', () => resolve(false), { once: true });
	socket.addEventListener('close', () => resolve(false), { once: true });
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
	}
}

function linkOf(socket: WebSocket, bare: Duplex | undefined): Link {
	/** Frames that come before anybody listens. */
	const early: Array<string | Uint8Array> = [];
	let end: { isOrderly: boolean } | undefined;
	let tell: { onFrame: (data: string | Uint8Array) => void; onEnd: (end: { isOrderly: boolean }) => void } | undefined;
	socket.binaryType = 'arraybuffer';
	socket.addEventListener('message', ({ data }) => {
		const frame = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer);
		if (tell) tell.onFrame(frame);
		else early.push(frame);
	});
	socket.addEventListener('error', () => {});
	socket.addEventListener('close', ({ wasClean }) => {
		end = { isOrderly: wasClean };
		tell?.onEnd(end);
	});
	return {
		send: (data) => {
			if (socket.readyState !== socket.OPEN) return false;
			socket.send(data);
			return true;
		},
		close: () => {
			socket.close();
			// A server that is gone silently never agrees, and undici would wait for it forever.
			const timer = setTimeout(() => bare?.destroy(), CLOSE_WITHIN_MS);
			timer.unref();
			socket.addEventListener('close', () => clearTimeout(timer), { once: true });
		},
		listen: (onText, onEnd, onBytes) => {
			tell = { onFrame: (data) => (typeof data === 'string' ? onText(data) : onBytes?.(data)), onEnd };
			early.splice(0).forEach(tell.onFrame);
			if (end) onEnd(end);
		},
	};
}

/** Some ports that belong to other services are closed to WebSockets by the standard: undici does not even try. */
function closedPort(host: string, asked: Asked): UnreachableError {
	const advice = 'This port is reserved for another service, like 6000, 6666 and 10080, and is blocked as in browsers. Let MeshCentral listen on another port.';
	return new UnreachableError(`The port of ${host} is blocked for WebSockets`, asked, 'no', { advice, repeatable: false });
}

/** Some web servers take a connection and say nothing to a WebSocket (seen with n8n's own). */
function unanswered({ through }: ControlConnection, host: string, asked: Asked): UnreachableError {
	const advice = `Check that the address in the credential is ${through === 'wrapper' ? "the wrapper's" : "MeshCentral's own"}.`;
	return new UnreachableError(`${host} did not answer the WebSocket request within ${CONNECT_TIMEOUT_MS / 1000} s`, asked, 'no', { advice });
}

function handshakeError(status: number, { through }: ControlConnection, host: string, asked: Asked): RefusedError | UnreachableError {
	if (status === 503 || notReached(status) || stoppedWaiting(status)) {
		const advice = status > 504 && notReached(status) ? adviceIfNotReached(status) : 'Check that MeshCentral itself is running: only the web server in front of it answered.';
		return new UnreachableError(`${host} could not reach MeshCentral (status ${status})`, asked, 'no', { advice });
	}
	const isShut = status === 401 || status === 403;
	if (isShut && through === 'wrapper') {
		const advice = "Check the name and value of the gateway's header in the credential.";
		return new SecretRejectedError(`${host} does not let this request through`, asked, status, advice, true);
	}
	return new RefusedError(isShut ? `${host} does not let this request through` : `${host} does not open a WebSocket here`, asked, status, adviceOn(isShut, through), true);
}

function adviceOn(isShut: boolean, through: ControlConnection['through']): string {
	if (isShut) return "This answer is not MeshCentral's own: something in front of it, such as a reverse proxy, blocks n8n's address or this path.";
	if (through === 'wrapper') {
		return "This wrapper does not forward /api/ws/, or the base URL is not the wrapper's. Set its web server to forward /api/ws/ to MeshCentral, or set 'Connect Through' of the credential to REST commands, which support fewer operations.";
	}
	return "Check that the address in the credential is MeshCentral's own, and that a reverse proxy in front of it forwards WebSockets.";
}
