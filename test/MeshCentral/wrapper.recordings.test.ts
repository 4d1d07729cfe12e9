/** Every recorded answer of the real wrapper: what of it is a yes, what is a no, and in whose words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judged } from '../../nodes/MeshCentral/wrapper/answers';
import { commands, type AnswerKind } from '../../nodes/MeshCentral/wrapper/commands';
import { dialect } from '../../nodes/MeshCentral/wrapper/dialect';
import { failureOf } from '../support/http';
import { lab, startWrapped, type Wrapped } from './wrapperWorld';

interface Recording {
	request: { path: string; query: string };
	response: { status: number; contentType: string; body: string };
}

const folder = join(__dirname, '../contracts/meshcentral');
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Partial<Recording>;
const recordings = new Map(
	readdirSync(folder)
		.filter((file) => file.startsWith('rest-'))
		.map((file) => [file.slice('rest-'.length, -'.json'.length), read(file)] as const)
		.filter((entry): entry is [string, Recording] => typeof entry[1].response?.body === 'string'),
);

/** Recorded to show that requests of these forms do not work; the client makes none. */
const formsThatFail = /^(options|no-command|runcommand-(doc|form|oneline).*|runcommand-(quotes|singlequote|multiline|exit3.*|powershell-false|base64|runasuser)|runcommand|tunnel)$/;

/** Commands that are not the same as their answers say: what the client expects of them. */
const expected: Record<string, AnswerKind> = {
	'devicesharing': 'inspected',
	'devicesharing-offline-list': 'inspected',
	'devicesharing-remove': /^undefined$/,
	'devicesharing-remove-unknown': /^undefined$/,
	'runcommand-noreply': /^ok$/i,
};
const isShare = (name: string) => name.startsWith('devicesharing-add');

const refused: Record<string, string> = {
	'adddevicegroup-numeric-name': 'Invalid group name',
	'addlocaldevice': 'Local device agentless mesh only allowed',
	'adduser-duplicate': 'User already exists',
	'deviceinfo-missing-id': "Missing device id, use --id '[deviceid]'",
	'deviceinfo-unknown-id': 'Invalid device id',
	'devicemessage-offline': 'Unable to route',
	'devicepower-none': 'No power operation specified.',
	'devicepower-wake-unknown': 'Invalid nodeid',
	'devicesharing-bad-type': 'Unknown sharing type: vnc',
	'devicesharing-unknown-device': 'Invalid node id',
	'editdevice-bad-icon': 'Icon must be between 1 and 8.',
	'editdevice-unknown': 'Access Denied',
	'listdevices-unknown-group': 'Invalid group id',
	'listusersofdevicegroup-full-id': 'Group id not found',
	'movetodevicegroup-unknown': 'Device not found',
	'removedevice-unknown': 'Denied',
	'removedevicegroup-unknown': 'Invalid group identifier',
	'runcommand-missing-id': "Missing device id, use --id '[deviceid]'",
	'runcommand-missing-run': 'Missing run, use --run "command"',
	'runcommand-offline': 'Agent not connected',
	'runcommand-offline-reply': 'Agent not connected',
	'runcommand-powershell': 'Invalid command type',
	'runcommand-unknown-id': 'Invalid nodeid',
	'sendinviteemail': 'Unsupported feature',
	'server-down': 'Unable to connect to wss://127.0.0.1:18310/control.ashx',
	'unbalanced-quote': "<wrapper-script>: eval: line 72: unexpected EOF while looking for matching `''",
	'uri-too-long': 'The wrapper answered with status 414 (414 Request-URI Too Large)',
	'wrapper-bad-credentials': 'Invalid login.',
};

const commandOf = ({ request }: Recording) => commands[request.path.replace('/api/', '') as keyof typeof commands];

/** As the transport and then the client judge it. */
function outcome(name: string, recording: Recording): unknown {
	const { status, contentType, body: text } = recording.response;
	const asked = { method: 'POST', path: recording.request.path };
	const refusal = dialect.refusal({ status, contentType, text, headers: {}, json: undefined });
	if (refusal) throw Object.assign(new Error(refusal.words), refusal);
	const kind = isShare(name) ? /^ID: \S+\s+URL: / : (expected[name] ?? commandOf(recording)?.answer ?? 'json');
	return judged({ value: asJson(text) ?? text, asked, durationMs: 0, masked: (text) => text }, kind === 'output' ? /^ok$/i : kind);
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const tested = [...recordings].filter(([name]) => !formsThatFail.test(name) && name !== 'invalid-command');

it.each(tested.filter(([name]) => name in refused))('the no %s is told in the words of the server', (name, recording) => {
	expect(() => outcome(name, recording)).toThrow(refused[name]);
});

it.each(tested.filter(([name]) => !(name in refused)))('the yes %s is taken for one', (name, recording) => {
	expect(() => outcome(name, recording)).not.toThrow();
});

it('are all here', () => {
	expect(Object.keys(refused).filter((name) => !recordings.has(name))).toEqual([]);
	expect(tested.length).toBeGreaterThan(80);
});

it('the list of commands that the real meshctrl gives is the one that the client knows', () => {
	const [, list = ''] = /Possible commands are: (.*)\.\n$/.exec(recordings.get('invalid-command')!.response.body) ?? [];
	// The documented one that does not exist is known for its reason.
	expect([...list.split(', '), 'tunnel'].toSorted()).toEqual(Object.keys(commands).toSorted());
});

describe('through the whole client', () => {
	let wrapped: Wrapped;
	beforeEach(async () => {
		wrapped = await startWrapped();
	});
	afterEach(async () => await wrapped.stop());
	const answering = (path: RegExp, status: number, body: string, type = 'application/json') =>
		wrapped.simulator.answerNext({ path }, { status, body, headers: { 'content-type': type } }, 9);

	it.each<[string, number, string, string, object]>([
		['a list that is cut off', 200, 'application/json', `[${'x'.repeat(65_535)}\n`, { name: 'CutOffError', message: expect.stringContaining('cut its answer off at 64 KiB'), advice: expect.stringMatching(/device group; or choose 'WebSocket'/) }],
		['a list that ends too early', 200, 'application/json', '[ { "_id"', { name: 'BadAnswerError', message: "The wrapper's answer is incomplete" }],
		['nothing', 200, 'application/json', '\n', { name: 'BadAnswerError', message: 'The wrapper sent an empty answer' }],
		['a page of something else', 200, 'text/html', '<html><title>Welcome</title>secret</html>', { name: 'BadAnswerError', message: expect.stringContaining('titled "Welcome"'), advice: expect.stringContaining('Base URL') }],
		['JSON of something else', 200, 'application/json', '{"status":"up"}', { name: 'BadAnswerError', advice: expect.stringContaining('Base URL') }],
		["M15 the wrapper's own sign-in", 200, 'application/json', 'Invalid login.\n', { name: 'RefusedError', message: 'Invalid login.', advice: expect.stringMatching(/its administrator to check MESH_USER and MESH_PASS/) }],
		['an error in JSON', 200, 'application/json', '{"error":"Invalid command."}', { name: 'RefusedError', message: 'Invalid command.' }],
		['an error that breaks its JSON', 500, 'application/json', '{"error": "line 1 "x" {}\nline 2"}\n', { name: 'RefusedError', message: 'line 1 "x" {} line 2', status: 500 }],
		['a crash of meshctrl', 500, 'application/json', '{"error": "TypeError: x\n    at y (/opt/mesh/meshctrl.js:1:1)"}', { advice: expect.stringContaining('which the wrapper runs, stopped') }],
		['the address of nothing', 404, 'text/html', '<html><title>404 Not Found</title></html>', { name: 'RefusedError', message: expect.stringContaining('404 Not Found'), advice: expect.stringContaining('Base URL') }],
		['a gateway that asks for a sign-in', 401, 'text/html', '<html><title>401 Authorization Required</title></html>', { name: 'SecretRejectedError', advice: expect.stringContaining('Gateway Header Value') }],
		['a firewall', 403, 'text/html', '<html><title>403 Forbidden</title></html>', { name: 'RefusedError', advice: expect.stringContaining('firewall') }],
	])('%s', async (_, status, type, body, error) => {
		answering(/serverinfo/, status, body, type);
		expect(await failureOf(wrapped.client().authenticate())).toMatchObject(error);
	});

	it('a value that a firewall refuses does not lock out the others', async () => {
		answering(/editdevice/, 403, '<html><title>403 Forbidden</title></html>', 'text/html');
		const client = wrapped.client();
		await expect(client.updateDevice(lab.two, { desc: '<script>' })).rejects.toThrow('403 Forbidden');
		await expect(client.serverInfo()).resolves.toMatchObject({ name: '127.0.0.1' });
	});

	it('a rejected gateway header is not sent again', async () => {
		answering(/./, 401, '<html><title>401</title></html>', 'text/html');
		await expect(wrapped.client().serverInfo()).rejects.toMatchObject({ name: 'SecretRejectedError' });
		await expect(wrapped.client().groups()).rejects.toMatchObject({ name: 'NotAskedError', outcome: expect.stringMatching(/^The gateway in front of the wrapper rejected this gateway header \d+ seconds? ago, so no request was sent$/) });
		expect(wrapped.simulator.requests).toHaveLength(1);
	});

	it('no error repeats a link', async () => {
		answering(/devicesharing/, 200, 'Warning: x\nID: abc\nURL: https://127.0.0.1/sharing?c=SECRET\n');
		const share = { types: ['files'], guestName: 'guest', validFor: 'unlimited' } as const;
		const error = await failureOf<Error>(wrapped.client().createShare(lab.two, share));
		expect(error).toMatchObject({ name: 'RefusedError', message: expect.stringContaining('Warning: x') });
		expect(JSON.stringify([error, error.message])).not.toContain('SECRET');
	});
});
