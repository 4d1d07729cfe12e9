import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A SOCKS 5 proxy (RFC 1928), without a password, that notes where it was asked to lead. */
export async function startSocksProxy(answer: 'leads' | 'refuses' = 'leads'): Promise<{ url: string; asked: string[]; stop(): Promise<void> }> {
	const asked: string[] = [];
	const sockets = new Set<Socket>();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {}).on('close', () => sockets.delete(socket));
	};
	const server = createServer((socket) => {
		keep(socket);
		socket.once('data', () => {
			socket.write(Buffer.from([5, 0]));
			socket.once('data', (request: Buffer) => {
				const isName = request[3] === 3;
				const end = isName ? 5 + request[4]! : 8;
				const host = isName ? request.subarray(5, end).toString() : [...request.subarray(4, 8)].join('.');
				const port = request.readUInt16BE(end);
				asked.push(`${host}:${port}`);
				const reply = (code: number) => socket.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
				if (answer === 'refuses') return void reply(2);
				const target = connect(port, host, () => {
					reply(0);
					target.pipe(socket).pipe(target);
				});
				keep(target);
			});
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
