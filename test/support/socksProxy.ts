import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A SOCKS 5 proxy (RFC 1928) that notes where it was asked to lead. @param account asked for (RFC 1929): `user:password` */
export async function startSocksProxy(answer: 'leads' | 'refuses' = 'leads', account?: string): Promise<{ url: string; asked: string[]; stop(): Promise<void> }> {
	const asked: string[] = [];
	const sockets = new Set<Socket>();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {}).on('close', () => sockets.delete(socket));
	};
	const server = createServer((socket) => {
		keep(socket);
		socket.once('data', () => {
			socket.write(Buffer.from([5, account === undefined ? 0 : 2]));
			if (account === undefined) return void socket.once('data', lead);
			socket.once('data', (sent: Buffer) => {
				const [user, password] = [sent.subarray(2, 2 + sent[1]!), sent.subarray(3 + sent[1]!)];
				const isRight = `${user.toString()}:${password.toString()}` === account;
				socket.write(Buffer.from([1, isRight ? 0 : 1]));
				if (isRight) socket.once('data', lead);
				else socket.end();
			});
		});
		const lead = (request: Buffer) => {
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
		};
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
