import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer {
	url: string;
	/** Method and path of everything that arrived. */
	arrived: string[];
	/** Connections accepted so far. */
	connections: number;
	stop(): Promise<void>;
}

/** A bare server whose answers a test writes itself, for what no simulator would ever do. */
export async function startServer(
	answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
	tls?: { key: string; cert: string },
): Promise<TestServer> {
	const sockets = new Set<Socket>();
	const onRequest = (request: IncomingMessage, response: ServerResponse) => {
		result.arrived.push(`${request.method} ${request.url}`);
		answer(request, response, result.arrived.length);
	};
	const server = tls ? createHttps(tls, onRequest) : createHttp(onRequest);
	// Of a TLS server too these are the bare sockets, so that those whose handshake fails are ended as well.
	server.on('connection', (socket: Socket) => {
		result.connections++;
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => {});
	});
	const result: TestServer = {
		url: '',
		arrived: [],
		connections: 0,
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	result.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return result;
}

export function answerJson(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
