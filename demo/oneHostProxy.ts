/** An HTTP proxy that leads to one host, which is a server of this process, and nowhere else. */
import { once } from 'node:events';
import { createServer as createHttpServer, STATUS_CODES } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface OneHostProxy {
	readonly url: string;
	/** What else was requested, e.g. `api.n8n.io:443`, in the order it was refused. */
	readonly refused: readonly string[];
	stop(): Promise<void>;
}

const loopback = '127.0.0.1';

/** The whole answer to a request that leads elsewhere, in words for people who read it in n8n. */
function refusalOf(target: string): string {
	const words = `This proxy does not connect to ${target}. To reach the host without the proxy, add it to NO_PROXY.\n`;
	const head = [`HTTP/1.1 403 ${STATUS_CODES[403]}`, 'Connection: close', `Content-Length: ${Buffer.byteLength(words)}`];
	return `${head.join('\r\n')}\r\n\r\n${words}`;
}

/**
 * Starts the proxy on a free port of loopback.
 *
 * @param host with its port, e.g. `slack.com:443`
 * @param server takes the connections to that host; it need not listen
 */
export async function startOneHostProxy(host: string, server: HttpsServer): Promise<OneHostProxy> {
	const refused: string[] = [];
	const sockets = new Set<Socket>();
	const proxy = createHttpServer((request, response) => {
		const target = request.url ?? '';
		refused.push(target);
		response.socket?.end(refusalOf(target));
	});
	proxy.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {}); // A client that hangs up is no reason to end.
		socket.once('close', () => sockets.delete(socket));
	});
	proxy.on('connect', ({ url: target = '' }, socket: Socket, head: Buffer) => {
		if (target !== host) {
			refused.push(target);
			socket.end(refusalOf(target));
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		if (head.length > 0) socket.unshift(head);
		server.emit('connection', socket);
	});
	await once(proxy.listen(0, loopback), 'listening');
	return {
		url: `http://${loopback}:${(proxy.address() as AddressInfo).port}`,
		refused,
		stop: async () => {
			const closed = new Promise((done) => proxy.close(done));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
