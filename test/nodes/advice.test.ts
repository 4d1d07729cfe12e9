import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import type { ICredentialDataDecryptedObject, INodeType } from 'n8n-workflow';
import ts from 'typescript';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { oneOf } from '../support/oneOf';
import { pressTest } from '../support/pressTest';
import { asAnswer as netAlertXAnswer, recordings as netAlertXRecordings } from '../support/recordings';
import { runNode } from '../support/runNode';
import { startServer, type TestServer } from '../support/server';
import { asAnswer as tacticalAnswer, recordings as tacticalRecordings } from '../support/tacticalRmmRecordings';
import { propertiesOfOperation } from './names';
import { operations, type OperationRow } from './systems';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));
afterAll(closeAgents);

const root = join(__dirname, '../..');

/** Every piece of text in the code of a folder; comments, imports and names apart. */
function textsIn(folder: string): Array<{ file: string; text: string }> {
	const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	return files.flatMap((file) => {
		const texts: Array<{ file: string; text: string }> = [];
		const walk = (node: ts.Node): void => {
			if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
			if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) texts.push({ file: `${folder}/${file}`, text: node.text });
			ts.forEachChild(node, walk);
		};
		walk(ts.createSourceFile(file, readFileSync(join(root, folder, file), 'utf8'), ts.ScriptTarget.Latest));
		return texts;
	});
}

/** What only one system has: its names, ports, settings and programs. */
const OWN: Readonly<Record<string, RegExp>> = {
	NetAlertX: /NetAlertX|2021[12]|GRAPHQL_PORT|LOADED_PLUGINS/,
	TacticalRmm: /Tactical ?RMM|\brmm\.|nats-api|40 letters/,
	MeshCentral: /MeshCentral|meshctrl|control\.ashx|~t:|mesh_token/,
	Meshtech: /Meshtech|meshtech\.no/,
};
/** Tactical RMM brings a MeshCentral, and its agents are known there. */
const NEIGHBOURS: ReadonlyArray<[system: string, other: string]> = [['TacticalRmm', 'MeshCentral']];

describe('A4 whose words a text has', () => {
	it('those of nodes/shared are of no system', () => {
		const folder = 'nodes/shared';
		expect(textsIn(folder).length).toBeGreaterThan(5);
		expect(textsIn(folder).filter(({ text }) => Object.values(OWN).some((words) => words.test(text)))).toEqual([]);
	});

	it.each(Object.keys(OWN))('those of %s are of no other system', (system) => {
		const others = Object.entries(OWN).filter(([other]) => other !== system && !NEIGHBOURS.some(([one, its]) => one === system && its === other));
		expect(textsIn(`nodes/${system}`).length).toBeGreaterThan(50);
		expect(textsIn(`nodes/${system}`).filter(({ text }) => others.some(([, words]) => words.test(text)))).toEqual([]);
	});
});

interface Given {
	status: number;
	contentType: string;
	text: string;
	headers: { location?: string };
}

interface Asked {
	name: string;
	create: () => INodeType;
	credential: string;
	data(url: string): ICredentialDataDecryptedObject;
	/** What an address looks like in this system's errors. */
	example: string;
	/** Answers, beside those that any server may give. */
	recorded?: readonly Given[];
	/** Requests that are answered as usual. */
	usual?(url: string, response: ServerResponse): boolean;
	/** It has `API > Request`. */
	hasApi?: boolean;
}

const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };
const systems: Asked[] = [
	{
		name: 'NetAlertX',
		create: () => oneOf(NetAlertX),
		credential: 'netAlertXApi',
		data: (baseUrl) => ({ baseUrl, apiToken: 't0ken', ...certificates }),
		example: 'http://192.168.1.20:20212',
		recorded: [...netAlertXRecordings.values()].map(netAlertXAnswer) as Given[],
		hasApi: true,
	},
	{
		name: 'Tactical RMM',
		create: () => oneOf(TacticalRmm),
		credential: 'tacticalRmmApi',
		data: (baseUrl) => ({ baseUrl, apiKey: 'k3y', betaApi: false, ...certificates }),
		example: 'https://api.example.com',
		recorded: [...tacticalRecordings.values()].map(tacticalAnswer) as Given[],
		hasApi: true,
	},
	{
		name: 'MeshCentral',
		create: () => oneOf(MeshCentral),
		credential: 'meshCentralApi',
		data: (baseUrl) => ({ baseUrl, signInWith: 'loginToken', tokenUser: '~t:x', tokenPassword: 'x', ...certificates }),
		example: 'https://mesh.example.com',
	},
	{
		name: "MeshCentral's wrapper",
		create: () => oneOf(MeshCentral),
		credential: 'meshCentralRestApi',
		data: (baseUrl) => ({ baseUrl, connectThrough: 'rest', gatewayHeaderName: '', gatewayHeaderValue: '', ...certificates }),
		example: 'https://meshcentral.example.com',
	},
	{
		name: 'Meshtech, where signing in works',
		create: () => oneOf(Meshtech),
		credential: 'meshtechApi',
		data: (url) => ({ username: 'ada', password: 'x', signInUrl: `${url}/login`, baseUrl: url, advanced: false, ...certificates }),
		example: 'https://ops-api.meshtech.no/api/v1/auth/login',
		usual(url, response) {
			if (url !== '/login') return false;
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"SUCCESS","authToken":"x"}');
			return true;
		},
		hasApi: true,
	},
	{
		name: 'Meshtech, where it does not',
		create: () => oneOf(Meshtech),
		credential: 'meshtechApi',
		data: (url) => ({ username: 'ada', password: 'x', signInUrl: `${url}/login`, baseUrl: url, advanced: false, ...certificates }),
		example: 'https://ops-api.meshtech.no/api/v1/auth/login',
	},
];

const any: Given[] = [301, 400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504].flatMap((status) =>
	[
		['application/json', '{"message":"the server says no"}'],
		['application/json', '{"detail":"the server says no"}'],
		['application/json', '"the server says no"'],
		['text/html', '<html><title>Some page</title></html>'],
		['text/plain', 'the server says no'],
		['text/plain', ''],
	].map(([contentType, text]) => ({ status, contentType: contentType!, text: text!, headers: {} })),
);

describe.each(systems)('A5 advice of $name', ({ create, credential, data, example, recorded = [], usual, hasApi }: Asked) => {
	const refused = [...any, ...recorded.filter(({ status }) => status >= 300)];
	let server: TestServer;
	let current: Given;
	beforeAll(async () => {
		server = await startServer(({ url }, response) => {
			if (usual?.(url ?? '', response)) return;
			const { status, contentType, text, headers } = current;
			response.writeHead(status, { 'content-type': contentType, ...(headers.location && { location: headers.location }) }).end(text);
		});
	});
	afterAll(async () => await server.stop());

	/** The node's own words in what it says, without the server's. */
	async function told(tell: () => Promise<string>): Promise<Array<{ of: string; says: string }>> {
		const all = [];
		for (current of refused) {
			const says = await tell();
			if (current.text.trim() && says.includes(current.text)) throw new Error(`it repeats a whole answer: ${says}`);
			all.push({ of: `${current.status} ${current.text.slice(0, 80)}`, says });
		}
		return all;
	}

	it('A4: an address without a scheme is shown one of its own', async () => {
		const { message } = await pressTest(create(), credential, data('server.lan'));
		expect(message).toBe(`The address does not begin with http:// or https://. Enter it like ${example}.`);
	});

	it('in a credential test speaks of no ID and no list', async () => {
		const all = await told(async () => {
			const { status, message } = await pressTest(create(), credential, data(server.url));
			expect(status).toBe('Error');
			// What the server said comes first.
			return message.slice(message.search(/(was answered|was not sent|got no complete answer)/));
		});
		expect(all.filter(({ says }) => /\bIDs?\b|\blist\b(?! of clients)/.test(says))).toEqual([]);
	});

	if (hasApi) {
		it('of a raw request speaks of no ID and no list either, and of the path where there is nothing', async () => {
			const parameters = { resource: 'api', operation: 'request', method: 'GET', path: '/something', query: '{}' };
			const all = await told(async () => {
				const { error } = await runNode(create(), parameters, { credentials: { [credential]: { ...data(server.url), ...fresh() } } });
				return error?.description ?? '';
			});
			expect(all.filter(({ says }) => /\bIDs?\b|\blist\b(?! of clients)/.test(says))).toEqual([]);
			const notThere = all.filter(({ of, says }) => of.startsWith('404') && !/auth\/login|\/login/.test(says));
			expect(notThere.filter(({ says }) => !says.includes("Check 'Method' and 'Path' in the node"))).toEqual([]);
		});
	}
});

let secrets = 0;
/** Another secret each time: one that was rejected is not sent again. */
function fresh(): ICredentialDataDecryptedObject {
	const secret = `s3cret${++secrets}`;
	return { apiToken: secret, apiKey: secret, password: secret };
}

const formOf = ({ node, resource, operation }: OperationRow) => propertiesOfOperation(node.create().description, resource.value, operation.value);
const pointing = operations.filter((row) => !row.sample?.withoutRequests && formOf(row).some(({ type, displayName }) => type === 'resourceLocator' || / ID$/.test(displayName)));

describe.each(pointing)('A5 $title', (row: OperationRow) => {
	it('says "list" of something that is not there only if it has a list', async () => {
		const { node, resource, operation, sample = {} } = row;
		const served = await node.start(`c4nary${++secrets}`);
		try {
			const model = resource.name.replaceAll(' ', '');
			served.answerNext({}, node.refusal(404, `No ${model} matches the given query.`), 10);
			const parameters = { resource: resource.value, operation: operation.value, ...sample.parameters };
			const { error } = await runNode(node.create(), parameters, { credentials: served.credentials, items: (sample.items ?? [{}]).slice(0, 1) });
			expect(error).toBeDefined();
			const hasList = formOf(row).some(({ type }) => type === 'resourceLocator');
			expect(!hasList && /from the list/.test(error!.description ?? '')).toBe(false);
		} finally {
			await served.stop();
		}
	});
});
