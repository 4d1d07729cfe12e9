import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A server as bare as can be, which says how many connections are open. */
export interface BodyServer {
	url: string;
	/** Connections that are open now. */
	readonly open: number;
	stop(): Promise<void>;
}

/** Answers every request with what `bodyOf` gives for its path. */
export async function startBodyServer(bodyOf: (path: string) => object): Promise<BodyServer> {
	const sockets = new Set<Socket>();
	const server = createServer(({ url = '/' }, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(bodyOf(url)));
	});
	// What is left open is the client's to close.
	server.keepAliveTimeout = 0;
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get open() {
			return sockets.size;
		},
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
