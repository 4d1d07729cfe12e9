import { createServer as createHttpServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ServerCertificate } from '../simulators/support/listen';

/** What the server behind the proxy answered, whole. */
export interface RealAnswer {
	status: number;
	headers: Readonly<Record<string, string>>;
	body: Buffer;
}

/** A request that reached the proxy, and what may be done with its answer. */
export interface Exchange {
	/** As sent: `GET /devices?x=1`. */
	asked: string;
	request: IncomingMessage;
	/** Body of the request, as text. */
	sent: string;
	/** undefined for a fault that keeps the request from the server. */
	answer?: RealAnswer;
	/** The bare connection to the client, for what no HTTP server would do. */
	socket: Socket;
	/** Answers as a server does. */
	reply(answer: { status: number; headers?: Readonly<Record<string, string>>; body?: string | Buffer }): void;
}

/** What goes wrong between client and server. */
export interface Interference {
	/** The request does not get through to the server. By default it does, and is carried out: only the answer goes wrong. */
	isKeptBack?: boolean;
	respond(exchange: Exchange): void;
}

/** `url` is the path with its query, as sent; `sent` the body. */
export type OnArrival = (method: string, url: string, headers: Readonly<Record<string, unknown>>, sent: string) => void;

/** A proxy before a server that hands everything through, and spoils answers where a test asks for it. */
export class FaultProxy {
	/** Requests that reached the proxy, as `METHOD /path?query`. */
	readonly asked: string[] = [];
	/** Those of them that the server behind has got, and has answered or is about to. */
	readonly arrived: string[] = [];
	private readonly fronts: Server[] = [];
	private readonly sockets = new Set<Socket>();
	private interference?: Interference;
	private onArrival: OnArrival = () => {};

	/** @param target scheme, host and port of the server behind; it speaks plain HTTP */
	private constructor(private readonly target: string) {}

	/** A proxy that hands everything through, with its address in plain HTTP. */
	static async start(target: string): Promise<{ proxy: FaultProxy; url: string }> {
		const proxy = new FaultProxy(target);
		return { proxy, url: await proxy.open() };
	}

	/** One more address of the same proxy; with a certificate, it speaks HTTPS. */
	async open(certificate?: ServerCertificate): Promise<string> {
		const listener = (request: IncomingMessage, response: ServerResponse) => void this.pass(request, response);
		const front = certificate ? createHttpsServer(certificate, listener) : createHttpServer(listener);
		// Of HTTPS too these are the bare sockets, so that those whose handshake fails are ended as well.
		front.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
			socket.on('error', () => {});
		});
		front.on('tlsClientError', () => {});
		this.fronts.push(front);
		await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
		return `${certificate ? 'https' : 'http'}://127.0.0.1:${(front.address() as AddressInfo).port}`;
	}

	/** Gets every request as it reached the proxy. */
	watch(onArrival: OnArrival): void {
		this.onArrival = onArrival;
	}

	/** From now on; undefined hands everything through again. */
	interfere(interference: Interference | undefined): void {
		this.interference = interference;
	}

	/** Nothing listens any more, and no connection is left. */
	vanish(): void {
		for (const front of this.fronts) front.close();
		for (const socket of this.sockets) socket.destroy();
	}

	/** Forgets what was counted. */
	reset(): void {
		this.asked.length = 0;
		this.arrived.length = 0;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await Promise.all(this.fronts.map(async (front) => await new Promise<void>((resolve) => front.close(() => resolve()))));
	}

	private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { interference } = this;
		const asked = `${request.method} ${request.url}`;
		this.asked.push(asked);
		const sent = await bodyOf(request).catch(() => undefined);
		if (sent === undefined) return;
		this.onArrival(request.method!, request.url!, request.headers, sent.toString('utf8'));
		const answer = interference?.isKeptBack ? undefined : await this.forward(request, sent);
		if (response.destroyed) return;
		const reply: Exchange['reply'] = ({ status, headers, body = '' }) => {
			response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
		};
		if (interference) interference.respond({ asked, request, sent: sent.toString('utf8'), answer, socket: request.socket, reply });
		else reply(answer!);
	}

	private async forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<RealAnswer> {
		this.arrived.push(`${method} ${url}`);
		const { promise, resolve, reject } = Promise.withResolvers<RealAnswer>();
		const { hostname: host, port } = new URL(this.target);
		const outgoing = send({ host, port, method, path: url, headers: { ...headers, host: `${host}:${port}` }, agent: false }, (incoming) => {
			const kept = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.has(name));
			bodyOf(incoming).then((read) => resolve({ status: incoming.statusCode!, headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])), body: read }), reject);
		});
		outgoing.on('error', reject);
		outgoing.end(body);
		return await promise;
	}
}

/** Headers that are about one connection and not about the answer. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
