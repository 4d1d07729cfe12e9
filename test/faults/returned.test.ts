import { closeAgents } from '../../nodes/shared/http/agents';
import { operations, type OperationRow } from '../nodes/systems';
import { VirtualTime } from '../support/meshtech';
import { propertiesOfOperation } from '../nodes/names';
import { behindProxy } from './behindProxy';
import { shownIn } from './canaries';
import { overhear } from './overhear';
import type { Interference } from './proxy';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());

beforeEach(() => void new VirtualTime().install());
afterEach(() => jest.restoreAllMocks());
afterAll(closeAgents);

const SECRET = 'c4naryOfTheServer';
const rowOf = (title: string): OperationRow => operations.find((row) => row.title === title)!;

/** By these names servers keep secrets in their records, or may do so one day. */
const NAMES = ['password', 'token', 'secret', 'key', 'api_key', 'apiToken', 'mesh_token', 'smtp_password', 'authToken', 'loginkey', 'cookie', 'invite', 'control', 'cmd', 'hash', 'salt', 'intelamt', 'ssh'];

/** Puts secrets into every record of every answer, however deep. */
function enriched(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(enriched);
	if (typeof value !== 'object' || value === null) return value;
	const own = Object.entries(value).map(([name, each]) => [name, enriched(each)] as const);
	return { ...Object.fromEntries(NAMES.map((name) => [name, SECRET])), ...Object.fromEntries(own) };
}

const enriching: Interference = {
	respond: ({ answer, reply }) => {
		const { status, headers, body } = answer!;
		const json = parsed(body.toString('utf8'));
		reply({ status, headers, body: json === undefined ? body : JSON.stringify(enriched(json)) });
	},
};

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

describe('Simplify leaves out secrets that a record may hold', () => {
	const simplifying = operations.filter(({ node, resource, operation, sample }) => !sample?.withoutRequests && propertiesOfOperation(node.create().description, resource.value, operation.value).some(({ name }) => name === 'simplify'));

	/** What is handed on whole because it was requested beside the short form. */
	const AS_THE_SERVER_SENT: Readonly<Record<string, object>> = { 'MeshCentral: Device > Get': { includeDetails: false } };

	it.each(simplifying)('$title', async (row) => {
		const behind = await behindProxy(row);
		behind.proxy.interfere(enriching);
		const short = await behind.run(undefined, { ...AS_THE_SERVER_SENT[row.title], simplify: true });
		await behind.stop();
		expect(short.error).toBeUndefined();
		expect(short.output[0]!.length).toBeGreaterThan(0);
		expect(shownIn(short.output, [SECRET])).toEqual([]);
	});

	it('and without it they are there, so that the test means something', async () => {
		const shown = await Promise.all(
			['NetAlertX: Device > Get', 'Tactical RMM: Agent > Get', 'Meshtech: Device > Get', 'MeshCentral: Device > Get Many'].map(async (title) => {
				const behind = await behindProxy(rowOf(title));
				behind.proxy.interfere(enriching);
				const { output } = await behind.run(undefined, { simplify: false });
				await behind.stop();
				return shownIn(output, [SECRET]).length > 0;
			}),
		);
		expect(shown).toEqual([true, true, true, true]);
	});
});

describe('routes and commands that answer secrets in clear are refused before anything is sent', () => {
	const route = (title: string, method: string, path: string, body?: string) => ({ title, name: `${method} ${path}`, parameters: { method, path, ...(body && { body }) } });
	const command = (commandName: string, commandParameters = '{}') => ({ title: 'MeshCentral: Command > Send', name: commandName, parameters: { commandName, commandParameters } });

	it.each([
		route('Tactical RMM: API > Request', 'GET', '/core/settings/'),
		route('Tactical RMM: API > Request', 'GET', '//Core/Settings'),
		route('Tactical RMM: API > Request', 'GET', '/core/keystore/'),
		route('Tactical RMM: API > Request', 'GET', '/core/codesign/'),
		route('Tactical RMM: API > Request', 'GET', '/accounts/apikeys/'),
		route('Tactical RMM: API > Request', 'GET', '/accounts/users/'),
		route('NetAlertX: API > Request', 'GET', '/settings/API_TOKEN'),
		route('NetAlertX: API > Request', 'POST', '/graphql', '{"query": "{ settings { settings { setKey setValue } } }"}'),
		route('Meshtech: API > Request', 'POST', '/auth/login', '{"username": "a", "password": "b"}'),
		command('logintokens', '{"add": "n8n"}'),
		command('devicesharing', '{"id": "x"}'),
		command('config'),
	])('$title: $name', async ({ title, parameters }) => {
		const behind = await behindProxy(rowOf(title));
		const { error } = await behind.run(undefined, parameters);
		await behind.stop();
		expect(error?.message).toMatch(/is not available here|has no parameter/);
		expect(behind.proxy.asked).toEqual([]);
	});
});

const says = (body: string): Interference => ({ respond: ({ reply }) => reply({ status: 200, headers: { 'content-type': 'application/json' }, body }) });
const link = `https://mesh.example/sharing?c=${SECRET}`;

/** Answers with a secret in them that are not as they should be, in the forms that each server has for its secrets. */
const spoilt: Readonly<Record<string, Readonly<Record<string, Interference>>>> = {
	'Tactical RMM': {
		'broken off': says(`{"control": "https://mesh.example/?login=${SECRET}", "cmd": "install --auth ${SECRET}`),
		'of another shape': says(JSON.stringify({ [SECRET]: [SECRET], control: { link: SECRET }, cmd: [SECRET] })),
		'a list': says(JSON.stringify([`https://mesh.example/?login=${SECRET}`])),
	},
	MeshCentral: {
		'a link before other words': says(`${link} is the link\nand more`),
		'links of somebody else': says(JSON.stringify([{ url: link }, link])),
		'broken off': says(`[ { url: '${link}', more: `),
	},
};

describe('no error and no log repeats a secret out of an answer', () => {
	const titles = [
		'Tactical RMM: Agent > Get Remote Links', 'Tactical RMM: Agent > Get Installer', 'MeshCentral: Share Link > Create', 'MeshCentral: Share Link > Get Many',
		'MeshCentral: Device Group > Create Invite Link',
	];
	const cases = titles.map(rowOf).flatMap((row) => Object.entries(spoilt[row.node.system.name]!).map(([how, interference]) => ({ title: row.title, row, how, interference })));

	it.each(cases)('$title, $how', async ({ row, interference }) => {
		const behind = await behindProxy(row);
		// Up to the request that asks for the secret, all is well.
		const requests = await countOf(row);
		let count = 0;
		behind.proxy.interfere({ respond: (exchange) => (++count < requests ? exchange.reply(exchange.answer!) : interference.respond(exchange)) });
		const heard = overhear();
		const { error, output } = await behind.run();
		heard.stop();
		await behind.stop();
		// Where something could be made of it, it is the requested output.
		if (!error) expect(output[0]!.length).toBeGreaterThan(0);
		expect(shownIn([error, heard.lines], [SECRET])).toEqual([]);
	});

	/** How many requests the sample makes. */
	async function countOf(row: OperationRow): Promise<number> {
		const behind = await behindProxy(row);
		await behind.run();
		await behind.stop();
		return behind.proxy.asked.length;
	}
});
