/** `/api/ws/<path>` leads to MeshCentral's own `/<path>`; the web server signs in there with credentials of its own. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { badGateway, notFound, unauthorized, type Answer } from './wrapper/pages';
import { isAdmitted, type Gateway, type OnUpgrade } from './webServer';

/** The MeshCentral behind the route, and what the web server signs in there with. */
export interface ControlOf {
	/** Of any path: `https://127.0.0.1:8443`, `wss://127.0.0.1:8443/control.ashx`. */
	url: string;
	user: string;
	password: string;
	/** PEM: the authority that signed MeshCentral's certificate. */
	ca: string;
}

/** The WebSockets that were requested, and those that are open. */
export class Tunnels {
	/** Paths, in order of arrival, refused ones too. */
	readonly asked: string[] = [];
	readonly #open = new Set<Socket>();

	constructor(
		private readonly to?: ControlOf,
		private readonly gateway?: Gateway,
	) {}

	get open(): number {
		return this.#open.size;
	}

	/** Breaks every open WebSocket, as a proxy that has lost its patience does. */
	breakAll(): void {
		for (const socket of this.#open) socket.destroy();
	}

	readonly onUpgrade: OnUpgrade = (request, socket, head) => {
		const { url = '' } = request;
		this.asked.push(url);
		socket.on('error', () => {});
		if (!isAdmitted(request, this.gateway)) return refuse(socket, unauthorized);
		if (!this.to || !url.startsWith('/api/ws/')) return refuse(socket, notFound);
		this.#connect(this.to, request, socket, head);
	};

	#connect(to: ControlOf, request: IncomingMessage, socket: Socket, head: Buffer): void {
		const { hostname, port, host } = new URL(to.url);
		const upstream: TLSSocket = connect({ host: hostname, port: Number(port || 443), ca: to.ca }, () => {
			this.#open.add(socket);
			upstream.write(handshake(request, host, to));
			upstream.write(head);
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.once('error', () => (this.#open.has(socket) ? socket.destroy() : refuse(socket, badGateway)));
		upstream.once('close', () => socket.destroy());
		socket.once('close', () => {
			this.#open.delete(socket);
			upstream.destroy();
		});
	}
}

/** The client's own handshake with another path and host, and with the web server's credentials instead of any of the client's. */
function handshake({ url = '', rawHeaders }: IncomingMessage, host: string, { user, password }: ControlOf): string {
	const base64 = (text: string) => Buffer.from(text).toString('base64');
	const headers = Array.from({ length: rawHeaders.length / 2 }, (_, index) => [rawHeaders[2 * index] ?? '', rawHeaders[2 * index + 1] ?? '']);
	const passedOn = headers.filter(([name = '']) => !['host', 'x-meshauth'].includes(name.toLowerCase()));
	const own = [['Host', host], ['X-MeshAuth', `${base64(user)},${base64(password)}`]];
	const lines = [...own, ...passedOn].map(([name, value]) => `${name}: ${value}`);
	return [`GET ${url.slice('/api/ws'.length)} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

function refuse(socket: Socket, { status, headers, body }: Answer): void {
	const lines = Object.entries({ ...headers, 'Content-Length': body.length, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
	const title = /<title>\d+ (.*?)<\/title>/.exec(body.toString())?.[1] ?? '';
	socket.end([`HTTP/1.1 ${status} ${title}`, ...lines, '', body.toString()].join('\r\n'));
}
