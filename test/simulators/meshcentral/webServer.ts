/** The web server in front of the wrapper: gateway check, length of the address, and the way to MeshCentral's WebSockets. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ReadRequest } from '../support/front';
import type { ServerCertificate } from '../support/listen';
import { notFound, unauthorized, uriTooLong, type Answer } from './wrapper/pages';
import type { Wrapper } from './wrapper/wrapper';

/** A header without whose value the gateway in front lets nothing through. */
export interface Gateway {
	name: string;
	value: string;
}

/** Takes over the connection of a request for a WebSocket. */
export type OnUpgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** Of the request line: one of the web server's buffers. */
const longestRequestLine = 8_192;
const keepAliveMs = 75_000;

/** Whether the gateway lets the request through. */
export function isAdmitted({ headers }: IncomingMessage, gateway?: Gateway): boolean {
	return !gateway || headers[gateway.name.toLowerCase()] === gateway.value;
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
	const length: Record<string, number> = status === 204 ? {} : { 'Content-Length': body.length };
	response.writeHead(status, { Server: 'nginx/1.22.1', ...headers, ...length }).end(body);
}

/** Answers every HTTP request, the last in line. */
export function answerRequests(wrapper: Wrapper, gateway?: Gateway): (request: ReadRequest, response: ServerResponse) => void {
	return (request, response) => {
		const { method = 'GET', url = '/' } = request;
		if (`${method} ${url} HTTP/1.1`.length > longestRequestLine) return send(response, uriTooLong);
		if (!isAdmitted(request, gateway)) return send(response, unauthorized);
		const [path = '', query = ''] = split(url);
		if (!path.startsWith('/api/') || path.startsWith('/api/ws/')) return send(response, notFound);
		const command = decodePath(path.slice('/api/'.length));
		const answered = wrapper.answer({ method, command, query, body: request.body.toString('utf8') });
		void answered.then((answer) => response.writable && send(response, answer));
	};
}

function split(url: string): [path: string, query: string] {
	const mark = url.indexOf('?');
	return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function decodePath(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

export interface Listening {
	readonly url: string;
	/** TCP connections accepted so far. */
	readonly connections: number;
	/** Ends every connection, that of a request without an answer too. */
	close(): Promise<void>;
}

/** On loopback; 0 is any free port. Takes longer addresses than the web server allows, so that it can say so. */
export async function listenForWrapper(
	answer: RequestListener,
	onUpgrade: OnUpgrade,
	{ port = 0, tls }: { port?: number; tls?: ServerCertificate },
): Promise<Listening> {
	const options = { maxHeaderSize: 1_000_000, keepAliveTimeout: keepAliveMs };
	const server = tls ? createSecureServer({ ...options, ...tls }, answer) : createServer(options, answer);
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.on('upgrade', onUpgrade);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get connections() {
			return connections;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}
