import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What a server presents to its clients, PEM. */
export interface ServerCertificate {
	key: string;
	cert: string;
}

export interface ListenOptions {
	/** 0, the default, is any free port. */
	port?: number;
	/** Plain HTTP without it. */
	tls?: ServerCertificate;
	/** Off: every answer says `Connection: close` and the socket is closed after it. */
	keepAlive?: boolean;
}

export interface Listener {
	readonly url: string;
	/** TCP connections accepted so far, those included whose TLS handshake failed. */
	readonly connections: number;
	/** Stops listening and ends every socket, also those of requests that were never answered. */
	close(): Promise<void>;
}

/** Ports that servers of this process had: what is remembered of one by its address must not be taken for another's. */
const had = new Set<number>();
const TRIES = 20;

async function openedAnew(server: Server): Promise<number> {
	for (let tries = 1; ; tries++) {
		const port = await opened(server, 0);
		if (!had.has(port) || tries === TRIES) {
			had.add(port);
			return port;
		}
		await new Promise((resolve) => server.close(resolve));
	}
}

async function opened(server: Server, port: number): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return (server.address() as AddressInfo).port;
}

/** An HTTP or HTTPS server on the loopback interface that knows its connections. */
export async function listen(answer: RequestListener, options: ListenOptions = {}): Promise<Listener> {
	const answerOnce: RequestListener = (request, response) => {
		response.shouldKeepAlive = false;
		answer(request, response);
	};
	const listener = options.keepAlive ? answer : answerOnce;
	const server = options.tls ? createHttpsServer(options.tls, listener) : createHttpServer(listener);
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	const port = options.port ? await opened(server, options.port) : await openedAnew(server);
	return {
		url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
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
