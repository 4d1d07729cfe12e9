/** How one process of n8n reaches the simulators: an HTTP proxy of its own, which tells who asks and counts. */
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The header that tells a simulator which process asks. */
export const processHeader = 'x-n8n-process';

const simulatorHost = /^sim-(\d+)\.test$/;

/** The same data with every address on loopback replaced by a name that only leads there through a process's own way. */
export function throughItsWay<T>(data: T): T {
	return JSON.parse(JSON.stringify(data).replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, 'http://sim-$1.test')) as T;
}

export class Way {
	/** Most requests that were under way at the same time since the last {@link reset}. */
	mostAtOnce = 0;
	private atOnce = 0;
	private readonly sockets = new Set<Socket>();
	private readonly server = createServer((request, response) => this.pass(request, response));

	private constructor(private readonly name: string) {}

	/** @param name of the process */
	static async open(name: string): Promise<Way> {
		const way = new Way(name);
		way.server.on('connection', (socket: Socket) => {
			way.sockets.add(socket);
			socket.on('error', () => {}); // A killed process hangs up.
			socket.once('close', () => way.sockets.delete(socket));
		});
		await new Promise<void>((resolve) => way.server.listen(0, '127.0.0.1', resolve));
		return way;
	}

	/** Leads the nodes of a process here; n8n's own parts reach each other without it. */
	get environment(): NodeJS.ProcessEnv {
		return { HTTP_PROXY: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
	}

	/** Counts from zero. */
	reset(): void {
		this.mostAtOnce = this.atOnce;
	}

	async close(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private pass(request: IncomingMessage, response: ServerResponse): void {
		const { hostname, pathname, search } = new URL(request.url ?? '/', 'http://nowhere.test');
		const [, port] = simulatorHost.exec(hostname) ?? [];
		if (!port) return void response.writeHead(502).end();
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
		response.once('close', () => this.atOnce--);
		// As if it had come the straight way: Tactical RMM answers only to its own name.
		const headers = { ...request.headers, host: `127.0.0.1:${port}`, [processHeader]: this.name };
		const onward = send({ host: '127.0.0.1', port, method: request.method, path: pathname + search, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		// Anyone who listens to a stream and is gone listens no more.
		response.once('close', () => response.writableFinished || onward.destroy());
		response.on('error', () => {});
		request.pipe(onward);
	}
}

/** How many requests each process sent, e.g. `{ 'worker 1': 12 }`. */
export function byProcess(requests: ReadonlyArray<{ headers: Record<string, unknown> }>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { headers } of requests) {
		const name = String(headers[processHeader]);
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}
