import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ForwardProxy {
	url: string;
	/** `CONNECT host:port` and `GET http://...`, with headers. */
	asked: string[];
	/** Headers of everything that was asked, by name. */
	headers: Array<Record<string, unknown>>;
	stop(): Promise<void>;
}

/** A forward proxy that notes each request; or one that answers everything itself. */
export async function startForwardProxy(answers?: { status: number; headers?: Record<string, string>; body?: string }): Promise<ForwardProxy> {
	const asked: string[] = [];
	const headers: Array<Record<string, unknown>> = [];
	const sockets = new Set<Socket>();
	const note = (what: string, request: IncomingMessage) => {
		asked.push(what);
		headers.push(request.headers);
	};
	const proxy: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
		note(`${request.method} ${request.url}`, request);
		if (answers) return void response.writeHead(answers.status, answers.headers).end(answers.body);
		request.pipe(
			send(request.url!, { method: request.method, headers: request.headers }, (answer) => {
				response.writeHead(answer.statusCode!, answer.headers);
				answer.pipe(response);
			}),
		);
	});
	proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
		note(`CONNECT ${request.url}`, request);
		socket.on('error', () => {});
		if (answers) return void socket.end(`HTTP/1.1 ${answers.status} No\r\n${Object.entries(answers.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join('')}content-length: 0\r\n\r\n`);
		const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url!)!;
		const target = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			target.pipe(socket).pipe(target);
		});
		target.on('error', () => socket.destroy());
	});
	proxy.on('connection', (socket: Socket) => sockets.add(socket));
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
		asked,
		headers,
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => proxy.close(() => resolve()));
		},
	};
}
