import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that counts what passes, as it is on the wire: headers, and TLS where the server has it, are part of it. */
export interface Counted {
	/** Used instead of the server's own. */
	readonly url: string;
	/** Bytes so far, to the server and from it. */
	readonly bytes: { sent: number; received: number };
	stop(): Promise<void>;
}

export async function counted(serverUrl: string): Promise<Counted> {
	const { protocol, hostname, port, pathname } = new URL(serverUrl);
	const bytes = { sent: 0, received: 0 };
	const sockets = new Set<Socket>();
	const keep = (socket: Socket, key: keyof typeof bytes) => {
		sockets.add(socket);
		socket.on('data', ({ length }: Buffer) => void (bytes[key] += length));
		// Either side may hang up.
		socket.on('error', () => {});
		socket.once('close', () => sockets.delete(socket));
	};
	const way = createServer((client) => {
		const server = connect(Number(port), hostname);
		keep(client, 'sent');
		keep(server, 'received');
		client.once('error', () => server.destroy());
		server.once('error', () => client.destroy());
		client.pipe(server).pipe(client);
	});
	await once(way.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `${protocol}//127.0.0.1:${(way.address() as AddressInfo).port}${pathname === '/' ? '' : pathname}`,
		bytes,
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			way.close();
			await once(way, 'close');
		},
	};
}
