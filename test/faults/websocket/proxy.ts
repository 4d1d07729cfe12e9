import { createServer, request as send } from 'node:https';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { testCertificates } from '../../simulators/support/certificates';
import { bytesOf, CLOSE, FrameReader, TEXT, textFrame, type WireFrame } from './frames';

/** A message of MeshCentral's control channel; undefined where it is none. */
export type Message = Record<string, unknown> & { action: string };

/** What is done with a question, and with each of the answers to it. What is not named goes through. */
export interface Interference {
	/** The action of the questions that it is about; OPENING for what the server says about itself at the start. */
	action: string;
	/** Answers the handshake in the server's place. */
	status?: number;
	/** @returns false to keep the question from the server */
	onQuestion?(wire: Wire, question: Message): boolean;
	/** Has to pass the answer on where it is to get through. */
	onAnswer?(wire: Wire, answer: Message, pass: () => void): void;
}

/** The opening of a session, which nobody has to ask for. */
export const OPENING = 'opening';

export interface ProxiedServer {
	/** `https://127.0.0.1:<port>` */
	url: string;
	/** PEM of the authority that signed its certificate. */
	certificate: string;
}

/** A proxy before a MeshCentral that ends TLS and reads along in WebSockets: it hands everything through but for what a test spoils. */
export class WebSocketProxy {
	/** Actions of the questions that came from the client, with {@link OPENING} for each WebSocket. */
	readonly asked: string[] = [];
	/** Those of them that were passed on to the server. */
	readonly arrived: string[] = [];
	interference?: Interference;
	private readonly wires = new Set<Wire>();
	private readonly sockets = new Set<Socket>();
	private server!: Server;

	private constructor(
		private readonly target: ProxiedServer,
		/** PEM of the authority that signed this proxy's own certificate. */
		readonly certificate: string,
	) {}

	static async start(target: ProxiedServer): Promise<WebSocketProxy> {
		const { ca, valid } = await testCertificates();
		const proxy = new WebSocketProxy(target, ca);
		proxy.server = createServer(valid, (_, response) => response.writeHead(404).end());
		proxy.server.on('connection', (socket: Socket) => proxy.keep(socket));
		proxy.server.on('tlsClientError', () => {});
		proxy.server.on('upgrade', (request, socket) => proxy.upgrade(request, socket as Socket));
		await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get url(): string {
		return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Forgets what was counted. */
	reset(): void {
		this.asked.length = 0;
		this.arrived.length = 0;
	}

	/** Ends all WebSockets that are open, as a proxy does that finds them idle. */
	async hangUp(): Promise<void> {
		const ends = [...this.wires].map(async ({ ended }) => await ended);
		for (const wire of this.wires) wire.close();
		await Promise.all(ends);
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private keep(socket: Socket): void {
		this.sockets.add(socket);
		socket.on('error', () => {});
		socket.once('close', () => this.sockets.delete(socket));
	}

	private upgrade(request: IncomingMessage, client: Socket): void {
		client.on('error', () => {});
		const { interference } = this;
		if (interference?.status !== undefined) {
			this.asked.push(OPENING);
			client.end(`HTTP/1.1 ${interference.status} No\r\nContent-Type: text/html\r\nContent-Length: 11\r\nConnection: close\r\n\r\n<h1>No</h1>`);
			return;
		}
		const { hostname: host, port } = new URL(this.target.url);
		// Without extensions, messages stay readable on their way.
		const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'sec-websocket-extensions'));
		const outgoing = send({ host, port, path: request.url, headers: { ...headers, host: `${host}:${port}` }, ca: this.target.certificate, agent: false });
		outgoing.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
		outgoing.on('response', ({ statusCode }) => client.end(`HTTP/1.1 ${statusCode} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`));
		outgoing.on('upgrade', (response, server: Socket, head) => {
			this.keep(server);
			const lines = response.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [`${name}: ${all[index + 1]}\r\n`] : []));
			client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
			const wire = new Wire(client, server, this);
			this.wires.add(wire);
			void wire.ended.then(() => this.wires.delete(wire));
			wire.start(head);
		});
		outgoing.end();
	}
}

/** One client's WebSocket and the one to the server that belongs to it. */
export class Wire {
	readonly ended: Promise<void>;
	/** Ids of questions that are interfered with. */
	private readonly ids = new Set<unknown>();
	private isOpening = true;
	/** Nothing goes through any more, in neither direction, and neither side learns of it. */
	private isDead = false;

	constructor(
		private readonly client: Socket,
		private readonly server: Socket,
		private readonly proxy: WebSocketProxy,
	) {
		this.ended = new Promise((resolve) => client.once('close', () => resolve()));
	}

	start(head: Buffer): void {
		const [fromClient, fromServer] = [new FrameReader(), new FrameReader()];
		const isWanted = this.asks({ action: OPENING });
		if (!isWanted) this.isMute = true;
		this.client.on('data', (chunk: Buffer) => fromClient.push(chunk).forEach((frame) => this.hearClient(frame)));
		this.server.on('data', (chunk: Buffer) => fromServer.push(chunk).forEach((frame) => this.hearServer(frame)));
		this.client.on('close', () => this.server.destroy());
		this.server.on('close', () => !this.isDead && this.client.destroy());
		if (head.length > 0) fromServer.push(head).forEach((frame) => this.hearServer(frame));
	}

	/** Whether what the server says is kept from the client permanently. */
	private isMute = false;

	toClient(message: object | string | Buffer): void {
		const frame = typeof message === 'string' ? textFrame(message) : Buffer.isBuffer(message) ? undefined : textFrame(JSON.stringify(message));
		if (!this.client.destroyed) this.client.write(frame ? bytesOf(frame, { masked: false }) : (message as Buffer));
	}

	/** Ends it as the network does. */
	reset(): void {
		this.client.destroy();
		this.server.destroy();
	}

	/** Ends it as a WebSocket does. */
	close(): void {
		const goingAway = Buffer.from([0x03, 0xe9]);
		this.client.end(bytesOf({ final: true, opcode: CLOSE, payload: goingAway }, { masked: false }));
		this.server.destroy();
	}

	/** As a connection whose other end is gone silently: it takes everything and gives nothing. */
	die(): void {
		this.isDead = true;
	}

	/** @returns whether the question goes on to the server */
	private asks(question: Message): boolean {
		const { asked, arrived, interference } = this.proxy;
		asked.push(question.action);
		const concerns = interference?.action === question.action;
		if (concerns) this.ids.add(question.responseid);
		const passes = !concerns || (interference.onQuestion?.(this, question) ?? true);
		if (passes) arrived.push(question.action);
		return passes && !this.isDead;
	}

	private hearClient(frame: WireFrame): void {
		if (this.isDead) return;
		const message = messageIn(frame);
		if (!message || this.asks(message)) this.server.write(bytesOf(frame, { masked: true }));
	}

	private hearServer(frame: WireFrame): void {
		if (this.isDead || this.isMute) return;
		const pass = () => void (this.isDead || this.client.destroyed || this.client.write(bytesOf(frame, { masked: false })));
		const message = messageIn(frame);
		if (message && this.isAnswer(message)) this.proxy.interference!.onAnswer!(this, message, pass);
		else pass();
		if (message?.action === 'userinfo') this.isOpening = false;
	}

	private isAnswer(message: Message): boolean {
		const { interference } = this.proxy;
		if (!interference?.onAnswer) return false;
		return interference.action === OPENING ? this.isOpening : message.responseid !== undefined && this.ids.has(message.responseid);
	}
}

/** MeshCentral sends each message as one frame of text. */
function messageIn({ final, opcode, payload }: WireFrame): Message | undefined {
	if (!final || opcode !== TEXT) return undefined;
	try {
		const message = JSON.parse(payload.toString('utf8')) as Message | null;
		return typeof message?.action === 'string' ? message : undefined;
	} catch {
		return undefined;
	}
}
