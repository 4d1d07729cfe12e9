/** A way to a server that can be shut and opened again, always at the same address. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Door {
	/** Also tells the server who came this way: it is in the `Host` header. */
	readonly host: string;
	/** Connections are refused from now on, and those that are open break: the server is off. */
	shut(): Promise<void>;
	open(): Promise<void>;
	/** Nothing gets through any more, and neither side learns of it: the cable is cut. What is open stays open, and new connections get no answer. */
	silence(): void;
	/** New connections get through again. Those that were cut stay dead, as behind a router that has forgotten them. */
	mend(): void;
}

const loopback = '127.0.0.1';

/** Opens a door on a free port of loopback. */
export async function openDoor(serverUrl: string): Promise<Door> {
	const serverPort = Number(new URL(serverUrl).port);
	const sockets = new Set<Socket>();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {}); // Either side may hang up.
		socket.once('close', () => sockets.delete(socket));
	};
	let isSilent = false;
	const cut = (socket: Socket) => void socket.unpipe().removeAllListeners('data').pause();
	const door = createServer({ pauseOnConnect: true }, (visitor) => {
		keep(visitor);
		if (isSilent) return;
		const server = connect(serverPort, loopback);
		keep(server);
		// An end is passed on with what was sent before it; a break is passed on as one.
		visitor.once('error', () => server.destroy());
		server.once('error', () => visitor.resetAndDestroy());
		visitor.pipe(server).pipe(visitor);
	});
	const listen = async (port: number) => void (await once(door.listen(port, loopback), 'listening'));
	await listen(0);
	const { port } = door.address() as AddressInfo;
	return {
		host: `${loopback}:${port}`,
		shut: async () => {
			const closed = new Promise((done) => door.close(done));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
		open: async () => await listen(port),
		silence: () => {
			isSilent = true;
			sockets.forEach(cut);
		},
		mend: () => void (isSilent = false),
	};
}
