/** Opening the WebSocket, against real sockets: undici tells the socket's owner nothing of why it failed. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { createServer, type Server } from 'node:http';
import { createServer as createNet, type AddressInfo, type Socket } from 'node:net';
import type { ControlConnection } from '../../nodes/MeshCentral/control/connection';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { RefusedError, SecretRejectedError, UnreachableError, type RequestError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import { testCertificates } from '../simulators/support/certificates';
import { startServer, type TestServer } from '../support/server';

const asked = { method: 'sign-in', path: 'over wss://mesh.example/control.ashx' };
const connectionTo = (url: string, more: Partial<ControlConnection> = {}): ControlConnection => ({
	url: `${url.replace(/^http/, 'ws')}/control.ashx?key=s3cret`,
	headers: { 'x-meshauth': 's3cret' },
	secrets: ['s3cret'],
	allowUnauthorizedCerts: false,
	caCertificate: '',
	...more,
});
const failure = async (connection: ControlConnection): Promise<RequestError> =>
	await openLink(connection, asked).then(
		() => { throw new Error('it opened'); },
		(error: RequestError) => error,
	);

const setTimeoutAs = setTimeout;
const ends: Array<() => Promise<void>> = [];
afterEach(async () => {
	await closeAgents();
	for (const end of ends.splice(0).reverse()) await end();
});

async function answering(status: number): Promise<TestServer> {
	const server = await startServer((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>s3cret</html>'));
	ends.push(server.stop);
	return server;
}

describe('a server that answers the handshake with a status', () => {
	it.each<[status: number, through: 'wrapper' | undefined, kind: unknown, message: string, advice: string]>([
		[404, undefined, RefusedError, 'does not open a WebSocket here', "MeshCentral's own"],
		[200, undefined, RefusedError, 'does not open a WebSocket here', "MeshCentral's own"],
		[301, undefined, RefusedError, 'does not open a WebSocket here', "MeshCentral's own"],
		[404, 'wrapper', RefusedError, 'does not open a WebSocket here', 'REST commands'],
		[401, 'wrapper', SecretRejectedError, 'does not let this request through', "gateway's header"],
		[403, 'wrapper', SecretRejectedError, 'does not let this request through', "gateway's header"],
		[403, undefined, RefusedError, 'does not let this request through', 'reverse proxy'],
		[502, undefined, UnreachableError, 'could not reach MeshCentral (status 502)', 'MeshCentral itself is running'],
		[503, 'wrapper', UnreachableError, 'could not reach MeshCentral (status 503)', 'MeshCentral itself is running'],
		[521, undefined, UnreachableError, 'could not reach MeshCentral (status 521)', 'server behind it'],
		[524, undefined, UnreachableError, 'could not reach MeshCentral (status 524)', 'MeshCentral itself is running'],
		[530, undefined, UnreachableError, 'could not reach MeshCentral (status 530)', 'Cloudflare is in front of the server'],
		[504, 'wrapper', UnreachableError, 'could not reach MeshCentral (status 504)', 'MeshCentral itself is running'],
	])('%d %s', async (status, through, kind, message, advice) => {
		const { url } = await answering(status);
		const error = await failure(connectionTo(url, { through }));
		expect(error.constructor).toBe(kind);
		expect([error.message, error.advice]).toEqual([expect.stringContaining(message), expect.stringContaining(advice)]);
		expect(JSON.stringify({ ...error, cause: undefined, message: error.message })).not.toContain('s3cret');
	});
});

describe('a server that cannot be reached', () => {
	it('because nothing listens there', async () => {
		const { url, stop } = await startServer(() => {});
		await stop();
		expect(await failure(connectionTo(url))).toMatchObject({ arrived: 'no', code: 'ECONNREFUSED', message: expect.stringContaining('refused the connection') as string });
	});

	it('because its name is not known', async () => {
		const error = await failure(connectionTo('http://no-such-host.invalid'));
		expect(error).toMatchObject({ arrived: 'no', message: 'The host name of no-such-host.invalid could not be found' });
	});

	it.each([6000, 6666, 10080])('because its port %d is blocked for WebSockets', async (port) => {
		expect(await failure(connectionTo(`http://127.0.0.1:${port}`))).toMatchObject({ arrived: 'no', repeatable: false, message: `The port of 127.0.0.1:${port} is blocked for WebSockets` });
	});

	it('because it hangs up in the handshake', async () => {
		const { url, stop } = await startServer((request) => request.socket.destroy());
		ends.push(stop);
		expect(await failure(connectionTo(url))).toMatchObject({ arrived: 'no', repeatable: true });
	});

	it('because it does not speak TLS', async () => {
		const { url } = await answering(404);
		expect(await failure(connectionTo(url.replace('http', 'https')))).toMatchObject({ arrived: 'no', repeatable: false, message: expect.stringContaining('does not speak HTTPS') as string });
	});

	it('A5 because it is spoken to in http and speaks TLS', async () => {
		const server = await startServer(() => {}, (await testCertificates()).valid);
		ends.push(server.stop);
		const error = await failure(connectionTo(server.url.replace('https', 'http')));
		expect(error).toMatchObject({ arrived: 'no', advice: expect.stringMatching(/^This port probably expects https: begin the address with https:\/\//) as string });
	});

	it.each([
		[undefined, "Check that the address in the credential is MeshCentral's own."],
		['wrapper', "Check that the address in the credential is the wrapper's."],
	] as const)('A1 because it takes the connection and says nothing (%s)', async (through, advice) => {
		const server = createNet((socket) => socket.on('error', () => {}));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const sockets: Socket[] = [];
		server.on('connection', (socket: Socket) => sockets.push(socket));
		ends.push(async () => await new Promise((resolve) => (server.close(() => resolve()), sockets.forEach((socket) => socket.destroy()))));
		const { port } = server.address() as AddressInfo;
		const setTimeoutNow = jest.spyOn(global, 'setTimeout').mockImplementation(((run: () => void, ms: number) => setTimeoutAs(run, ms === 15_000 ? 300 : ms)) as typeof setTimeout);
		try {
			expect(await failure(connectionTo(`http://127.0.0.1:${port}`, { through }))).toMatchObject({
				name: 'UnreachableError',
				arrived: 'no',
				message: `127.0.0.1:${port} did not answer the WebSocket request within 15 s`,
				advice,
			});
		} finally {
			setTimeoutNow.mockRestore();
		}
	});

	it.each([
		['valid', false, 'is signed by an authority that n8n does not know'],
		['expired', true, 'has expired'],
		['wrongName', true, 'is issued for another name'],
	] as const)('because its certificate is %s (its authority known: %s)', async (which, isKnown, words) => {
		const certificates = await testCertificates();
		const server = await startServer(() => {}, certificates[which]);
		ends.push(server.stop);
		const error = await failure(connectionTo(server.url, { caCertificate: isKnown ? certificates.ca : '' }));
		expect(error).toMatchObject({ arrived: 'no', repeatable: false, advice: expect.stringContaining('Ignore SSL Issues') as string });
		expect(error.message).toContain(words);
	});
});

describe('an open link', () => {
	/** Takes a handshake as RFC 6455 says, and hands on the bare socket. */
	async function accepting(onOpen: (socket: Duplex) => void): Promise<string> {
		const server: Server = createServer();
		server.on('upgrade', (request, socket: Duplex) => {
			socket.on('error', () => {});
			const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
			socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
			ends.push(async () => void socket.destroy());
			onOpen(socket);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		ends.push(async () => await new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}
	const textFrame = (text: string) => Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)]);

	it('keeps what came before anybody listened, in order, and tells of the end', async () => {
		const url = await accepting((socket) => {
			for (const text of ['one', 'two', 'žluť']) socket.write(textFrame(text));
			socket.write(Buffer.from([0x82, 1, 0]));
			setTimeout(() => socket.destroy(), 50);
		});
		const link = await openLink(connectionTo(url), asked);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const heard: string[] = [];
		await new Promise<unknown>((resolve) => link.listen((text) => void heard.push(text), resolve));
		expect(heard).toEqual(['one', 'two', 'žluť']);
	});

	it('tells of an end that came before anybody listened', async () => {
		const url = await accepting((socket) => setTimeout(() => socket.destroy(), 20));
		const link = await openLink(connectionTo(url), asked);
		await new Promise((resolve) => setTimeout(resolve, 60));
		await new Promise<unknown>((resolve) => link.listen(() => {}, resolve));
	});

	it('is closed within seconds where the other side says nothing to that', async () => {
		const sockets: Duplex[] = [];
		const url = await accepting((socket) => void sockets.push(socket.resume()));
		const link = await openLink(connectionTo(url), asked);
		const ended = Promise.withResolvers<unknown>();
		link.listen(() => {}, ended.resolve);
		link.close();
		await ended.promise;
	}, 10_000);
});
