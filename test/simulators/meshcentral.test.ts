import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { Agent, fetch as undiciFetch } from 'undici';
import { lab, startMeshCentralWrapper, type MeshCentralWrapper, type MeshCentralWrapperOptions } from './meshcentral';
import { testCertificates } from './support/certificates';
import { until } from '../e2e/n8n/wait';

const running: MeshCentralWrapper[] = [];

async function start(options?: MeshCentralWrapperOptions): Promise<MeshCentralWrapper> {
	const simulator = await startMeshCentralWrapper(options);
	running.push(simulator);
	return simulator;
}

afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.stop())));

/** As a careful client encodes. */
const encoded = (value: string) => encodeURIComponent(value).replace(/['()*!~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

async function call({ url }: MeshCentralWrapper, command: string, params: Record<string, string> = {}, init: RequestInit = { method: 'POST' }) {
	const query = Object.entries(params).map(([key, value]) => `${key}=${encoded(value)}`).join('&');
	const response = await fetch(`${url}/api/${command}?${query}`, init);
	const text = await response.text();
	return { status: response.status, type: response.headers.get('content-type'), text };
}

/** Sends what gets no answer, and returns when the wrapper has it. */
async function callInVain(simulator: MeshCentralWrapper, command: string, params: Record<string, string>): Promise<AbortController> {
	const before = simulator.arrivals.length;
	const patience = new AbortController();
	call(simulator, command, params, { method: 'POST', signal: patience.signal }).catch(() => {});
	await until('the request to arrive', () => simulator.arrivals.length > before, { everyMs: 5 });
	return patience;
}

const endless = { id: lab.group, devicename: 'x', hostname: 'x', user: 'x', pass: 'x' };
const wrapped = (command: string) => `sh -c "$(printf %s ${Buffer.from(command).toString('base64')} | base64 -d)" </dev/null 2>&1\necho "__rc=$?"`;

describe('the lab', () => {
	it('grows to the size asked for, the same for the same seed', async () => {
		const [one, two, other] = await Promise.all([start({ devices: 500 }), start({ devices: 500 }), start({ devices: 500, seed: 2 })]);
		const ids = (simulator: MeshCentralWrapper) => [...simulator.world.devices.keys()];
		expect(new Set(ids(one)).size).toBe(500);
		expect(ids(two)).toEqual(ids(one));
		expect(ids(other)).not.toEqual(ids(one));
	});
});

describe('a value on its way through the shell and the parser', () => {
	it.each<[string, string, unknown]>([
		['every other sign', 'a $HOME @/=&%+"\\{};`x`#*~:\t\n ž 日本 🦊', 'a $HOME @/=&%+"\\{};`x`#*~:\t\n ž 日本 🦊'],
		['newlines at its end are lost', 'a\n\n', 'a'],
		['NUL is lost', 'a\0b', 'ab'],
		['a dash in front empties the field', '-x', ''],
		['a number is one', '0x1F', '31'],
		['and loses its zeros', '007', '7'],
		['a word of truth is text', 'false', 'false'],
		['a lone dash is text', '-', '-'],
		['an apostrophe in the wrapper\'s own escape arrives', 'it\'\\\'\'s', 'it\'s'],
	])('%s', async (_, sent, arrived) => {
		const simulator = await start();
		simulator.world.device(lab.two).node.desc = 'before';
		expect(await call(simulator, 'editdevice', { id: lab.two, desc: sent })).toMatchObject({ status: 200, text: 'ok\n' });
		expect(simulator.world.device(lab.two).node.desc).toBe(arrived);
		expect(simulator.dangerousLines).toEqual([]);
	});

	it('an empty one is left out, one of the same name twice is a list', async () => {
		const simulator = await start();
		await call(simulator, 'editdevice', { id: lab.two, desc: '' });
		expect(simulator.world.device(lab.two).node.desc).toBeUndefined();
		const response = await fetch(`${simulator.url}/api/editdevice?id=${encoded(lab.two)}&desc=a&desc=b`);
		expect(await response.text()).toBe('ok\n');
		expect(simulator.world.device(lab.two).node.desc).toBeUndefined();
	});

	it.each([
		['a value', `editdevice?id=${encoded(lab.two)}&desc=${encoded('x\'; touch /tmp/never; \'')}`],
		['a name', `editdevice?id=${encoded(lab.two)}&desc;id=x`],
		['the path', `editdevice%3Bid?id=${encoded(lab.two)}&desc=x`],
	])('of %s the shell would have run a part: it is noted, not run', async (_, address) => {
		const simulator = await start();
		const { status } = await fetch(`${simulator.url}/api/${address}`);
		expect([status, simulator.dangerousLines.length]).toEqual([500, 1]);
		expect(simulator.world.device(lab.two).node.desc).toBeUndefined();
	});
});

describe('what arrived', () => {
	it('is told with its decoded parameters, once for each request', async () => {
		const simulator = await start();
		await call(simulator, 'ListDevices', { filter: 'a b' }, { method: 'GET' });
		await call(simulator, 'runcommand', { id: lab.two, run: wrapped('echo "it\'s"') });
		expect(simulator.arrivals).toEqual([
			{ command: 'ListDevices', method: 'GET', params: { filter: 'a b' }, at: expect.any(Number) },
			{ command: 'runcommand', method: 'POST', params: { id: lab.two, run: wrapped('echo "it\'s"') }, at: expect.any(Number) },
		]);
		expect(simulator.received).toEqual([{ nodeid: lab.two, what: 'command', value: 'echo "it\'s"' }]);
	});

	it('is done whatever the method', async () => {
		const simulator = await start();
		for (const method of ['GET', 'PUT', 'DELETE']) await call(simulator, 'devicetoast', { id: lab.two, msg: method }, { method });
		expect(simulator.received.map(({ value }) => value)).toEqual(['GET', 'PUT', 'DELETE']);
	});
});

describe('the wrapper\'s limits', () => {
	it('an answer is cut after 65,536 bytes, with status 200', async () => {
		const { status, text } = await call(await start({ devices: 200 }), 'listdevices');
		expect([status, Buffer.byteLength(text)]).toEqual([200, 65_537]);
		expect(() => JSON.parse(text) as unknown).toThrow();
		const whole = await call(await start({ devices: 60 }), 'listdevices');
		expect(JSON.parse(whole.text)).toHaveLength(60);
	});

	it('five commands without an end keep all of its workers, also when their clients are gone', async () => {
		const simulator = await start();
		for (let count = 0; count < 5; count++) (await callInVain(simulator, 'addamtdevice', endless)).abort();
		const options = fetch(`${simulator.url}/api/listdevices`, { method: 'OPTIONS' }).then(() => 'an answer', () => 'none');
		await callInVain(simulator, 'userinfo', {});
		await until('both to wait', () => simulator.workers.waiting === 2, { everyMs: 5 });
		expect(simulator.workers.busy).toBe(5);
		await simulator.stop();
		expect(await options).toBe('none');
	});

	it('the web server loses its patience, the command goes on', async () => {
		const simulator = await start({ gatewayTimeoutMs: 50 });
		expect(await call(simulator, 'addamtdevice', endless)).toMatchObject({ status: 504, type: 'text/html' });
		expect(simulator.workers.busy).toBe(1);
	});

	it.each<[string, MeshCentralWrapperOptions, string, number]>([
		['an address of more than 8 kB', {}, `/api/userinfo?x=${'x'.repeat(8_200)}`, 414],
		['one that Node itself would refuse', {}, `/api/userinfo?x=${'x'.repeat(100_000)}`, 414],
		['another path', {}, '/', 404],
		['what has not passed the gateway', { gateway: { name: 'X-API-Key', value: 'secret' } }, '/api/userinfo', 401],
	])('%s is answered by the web server, in HTML', async (_, options, path, status) => {
		const simulator = await start(options);
		const response = await fetch(`${simulator.url}${path}`);
		expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html']);
		expect(await response.text()).toMatch(/^<html>/);
		expect(simulator.arrivals).toEqual([]);
	});

	it('with the gateway\'s header it answers, with TLS too', async () => {
		const { ca, valid } = await testCertificates();
		const { url } = await start({ tls: valid, gateway: { name: 'X-API-Key', value: 'secret' } });
		const dispatcher = new Agent({ connect: { ca } });
		const response = await undiciFetch(`${url}/api/listdevices?count=1`, { dispatcher, headers: { 'x-api-key': 'secret' } });
		expect(await response.text()).toBe('3\n');
		await dispatcher.close();
	});
});

describe('commands on a device', () => {
	it.each<[string, string, string]>([
		['its output with the exit code', 'echo one; echo two >&2; exit 3', 'one\ntwo\n__rc=3\n'],
		['output without an end of line', 'printf x', 'x__rc=0\n'],
		['what it does not know', 'frobnicate', 'sh: 1: frobnicate: not found\n__rc=127\n'],
		['a quote without its partner', 'echo "a', 'sh: 1: Syntax error: Unterminated quoted string\n__rc=2\n'],
		['what reads its input', 'cat', '__rc=0\n'],
	])('wrapped in base64 gives %s', async (_, command, output) => {
		expect((await call(await start(), 'runcommand', { id: lab.two, run: wrapped(command), reply: '1' })).text).toBe(output);
	});

	it('follow the script of a test', async () => {
		const simulator = await start({
			onCommand: ({ node }, { text, wrapped: isWrapped }) =>
				text === 'who' ? { output: `${node.name} ${isWrapped}\n`, exitCode: 7, delayMs: 20 } : undefined,
		});
		const outputOf = async (run: string) => (await call(simulator, 'runcommand', { id: lab.two, run, reply: '1' })).text;
		expect(await outputOf('who')).toBe('lab-two false\n');
		expect(await outputOf(`echo begin\n${wrapped('who')}`)).toBe('begin\nlab-two true\n__rc=7\n');
		expect(await outputOf(wrapped('echo small'))).toBe('small\n__rc=0\n');
	});

	it('on Windows run in PowerShell, or in the command prompt from there', async () => {
		const simulator = await start({ devices: 4, onCommand: (_, { text }) => ({ output: `did ${text}\n`, exitCode: 5 }) });
		const { _id: id } = simulator.world.deviceNamed('host00001').node;
		const prompt = `WriteAllText([Convert]::FromBase64String("${Buffer.from('dir').toString('base64')}")); cmd.exe /c it`;
		for (const [script, told] of [['Get-Date', 'Get-Date'], [prompt, 'dir']] as const) {
			const run = `powershell -NoProfile -EncodedCommand ${Buffer.from(script, 'utf16le').toString('base64')} 2>&1\r\n"__rc=$LASTEXITCODE"\r\n`;
			expect((await call(simulator, 'runcommand', { id, run, powershell: '1', reply: '1' })).text).toBe(`did ${told}\r\n__rc=5\r\n`);
		}
		expect(simulator.received.map(({ value }) => value)).toEqual(['Get-Date', 'dir']);
	});

	it('run one at a time: a second one is dropped, and whoever waits for it gets the first one\'s output', async () => {
		const simulator = await start();
		const first = call(simulator, 'runcommand', { id: lab.two, run: 'sleep 0.2; echo first', reply: '1' });
		await until('the first to run', () => simulator.received.length === 1, { everyMs: 5 });
		const second = call(simulator, 'runcommand', { id: lab.two, run: 'echo second', reply: '1' });
		expect(await Promise.all([first, second])).toEqual([expect.objectContaining({ text: 'first\n' }), expect.objectContaining({ text: 'first\n' })]);
		expect(simulator.received).toHaveLength(1);
	});

	it('without an end block the device until its agent connects anew', async () => {
		const simulator = await start();
		await callInVain(simulator, 'runcommand', { id: lab.two, run: 'cat', reply: '1' });
		await until('it to run', () => simulator.world.device(lab.two).busy === true, { everyMs: 5 });
		expect((await call(simulator, 'runcommand', { id: lab.two, run: 'echo dropped' })).text).toBe('OK\n');
		expect(simulator.received.map(({ value }) => value)).toEqual(['cat']);
		simulator.world.disconnect(lab.two);
		expect((await call(simulator, 'runcommand', { id: lab.two, run: 'echo x' })).text).toBe('Agent not connected\n');
		simulator.world.connect(lab.two);
		expect((await call(simulator, 'runcommand', { id: lab.two, run: 'echo again', reply: '1' })).text).toBe('again\n');
	});
});

describe('MeshCentral behind it', () => {
	it('registers a device anew whose agent runs', async () => {
		const simulator = await start();
		await call(simulator, 'removedevice', { id: lab.two });
		expect(simulator.world.devices.has(lab.two)).toBe(false);
		await until('the device to be back', () => simulator.world.devices.get(lab.two)?.connection !== undefined);
		expect(simulator.world.device(lab.two).node.name).toBe('vm');
		await call(simulator, 'removedevice', { id: lab.three });
		expect(simulator.world.devices.has(lab.three)).toBe(false);
	});

	it('ends when it is asked to share a device whose id looks like a number', async () => {
		const simulator = await start();
		expect((await call(simulator, 'devicesharing', { id: '5', add: 'guest' })).text).toBe('\n');
		expect((await call(simulator, 'userinfo')).text).toBe('Unable to connect to wss://127.0.0.1:18300/control.ashx\n');
	});
});

describe('the way to the WebSockets', () => {
	/** A TLS server that shows what handshake came, and then sends back everything. */
	async function startUpstream() {
		const { ca, valid } = await testCertificates();
		const sockets = new Set<Socket>();
		const server = createServer(valid, (socket) => {
			sockets.add(socket);
			socket.on('error', () => {});
			socket.once('data', (handshake: Buffer) => {
				socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Seen: ${handshake.toString('base64')}\r\n\r\n`);
				socket.on('data', (chunk: Buffer) => socket.write(chunk));
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const stop = () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		};
		return { controlOf: { url: `wss://127.0.0.1:${port}/control.ashx`, user: 'admin', password: 'secret', ca }, stop };
	}

	type Upgraded = { status: number; seen: string; socket?: Socket };

	function upgrade(url: string, path: string, headers: Record<string, string> = {}): Promise<Upgraded> {
		return new Promise((resolve, reject) => {
			const handshake = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'key', ...headers };
			const request = httpRequest(`${url}${path}`, { headers: handshake });
			request.once('upgrade', (response, socket: Socket) =>
				resolve({ status: 101, seen: Buffer.from(String(response.headers['x-seen']), 'base64').toString(), socket }),
			);
			request.once('response', (response) => resolve({ status: response.statusCode ?? 0, seen: '', socket: void response.resume() as undefined }));
			request.once('error', reject);
			request.end();
		});
	}

	it('leads to MeshCentral\'s own path, signed in, and carries everything both ways', async () => {
		const { controlOf, stop } = await startUpstream();
		const simulator = await start({ controlOf });
		const { seen, socket } = await upgrade(simulator.url, '/api/ws/control.ashx?x=1', { 'x-meshauth': 'forged' });
		expect(seen).toMatch(/^GET \/control\.ashx\?x=1 HTTP\/1\.1\r\n/);
		expect(seen).toContain(`X-MeshAuth: ${Buffer.from('admin').toString('base64')},${Buffer.from('secret').toString('base64')}\r\n`);
		expect(seen).toContain('Sec-WebSocket-Key: key\r\n');
		expect(seen).not.toContain('forged');
		socket?.write('there and back');
		expect(String((await once(socket!, 'data'))[0])).toBe('there and back');
		expect([simulator.tunnels.open, simulator.tunnels.asked]).toEqual([1, ['/api/ws/control.ashx?x=1']]);
		simulator.tunnels.breakAll();
		await once(socket!, 'close');
		expect(simulator.tunnels.open).toBe(0);
		stop();
	});

	it('is not there without a MeshCentral, not for everybody with a gateway, and tells of one that does not answer', async () => {
		const { controlOf, stop } = await startUpstream();
		stop();
		const status = async (options: MeshCentralWrapperOptions) => (await upgrade((await start(options)).url, '/api/ws/control.ashx')).status;
		expect(await status({})).toBe(404);
		expect(await status({ controlOf, gateway: { name: 'x-api-key', value: 'secret' } })).toBe(401);
		expect(await status({ controlOf })).toBe(502);
	});
});

it('counts its connections', async () => {
	const simulator = await start();
	const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
	await once(socket, 'connect');
	await until('the connection to be counted', () => simulator.connections === 1, { everyMs: 5 });
	socket.destroy();
});
