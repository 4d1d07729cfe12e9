/** Ports on loopback. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** @param port 0 is any free one */
async function listenOn(port: number): Promise<Server> {
	const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
	await once(server, 'listening');
	return server;
}

async function close(server: Server): Promise<number> {
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

/** Below those that systems give to connections on their way out, which would take one that is free now before a server has it. */
const range = { from: 20_000, to: 32_000 };

async function listenOnSome(): Promise<Server> {
	for (;;) {
		const port = range.from + Math.floor(Math.random() * (range.to - range.from));
		const server = await listenOn(port).catch(() => undefined);
		if (server) return server;
	}
}

/** Different ports that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
	const servers: Server[] = [];
	while (servers.length < count) servers.push(await listenOnSome());
	return await Promise.all(servers.map(close));
}

/**
 * Refuses a port that cannot be listened on.
 *
 * @param use what it is for, e.g. `n8n`
 * @param setting the environment variable that names another port, e.g. `N8N_PORT`
 * @throws an Error in words for a person
 */
export async function requireFreePort(port: number, use: string, setting?: string): Promise<void> {
	try {
		await close(await listenOn(port));
	} catch (error) {
		const reason = error instanceof Error && 'code' in error ? error.code : undefined;
		const what = reason === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${String(reason ?? error)})`;
		const way = setting ? `: end the program that has it, or set ${setting} to another port` : '';
		throw new Error(`Port ${port} (${use}) ${what}${way}.`);
	}
}
