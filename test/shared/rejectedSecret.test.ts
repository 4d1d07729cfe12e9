import type { ServerResponse } from 'node:http';
import { signInDialect as meshtechSignIn } from '../../nodes/Meshtech/dialect';
import { dialect as wrapper } from '../../nodes/MeshCentral/wrapper/dialect';
import { dialect as netAlertX } from '../../nodes/NetAlertX/dialect';
import { dialect as tacticalRmm } from '../../nodes/TacticalRmm/dialect';
import { NotAskedError, SecretRejectedError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Dialect } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { call, failureOf } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';

/** For how long a secret is left alone after it was rejected, by system, on a clock that the test moves. */

const MINUTE = 60_000;
let server: TestServer;
let isGood: boolean;
let now: number;
beforeEach(() => {
	isGood = false;
	now = Date.UTC(2026, 0, 10);
});
afterEach(async () => {
	await closeAgents();
	await server.stop();
});

const systems: Array<[name: string, dialect: Dialect, minutes: number, says: RegExp, reject: (response: ServerResponse) => void]> = [
	['NetAlertX', netAlertX, 30, /^NetAlertX rejected this token 29 minutes ago, so no request was sent \(it raises an alert for every rejected one\)$/, (response) => answerJson(response, { success: false, error: 'Forbidden', message: 'ERROR: Not authorized' }, 403)],
	['Tactical RMM', tacticalRmm, 1, /^Tactical RMM rejected this API key 59 seconds ago, so no request was sent$/, (response) => answerJson(response, { detail: 'Invalid token.' }, 401)],
	['MeshCentral by its wrapper', wrapper, 5, /^The gateway in front of the wrapper rejected this gateway header 4 minutes ago, so no request was sent$/, (response) => answerJson(response, { no: 1 }, 401)],
	['Meshtech', meshtechSignIn, 5, /^Meshtech rejected this user name and password 4 minutes ago, so no request was sent$/, (response) => answerJson(response, { status: 'INVALID_CREDENTIALS' }, 401)],
];

describe.each(systems)('%s', (_, dialect, minutes, says, reject) => {
	const memory = () => new SecretMemory(() => now);
	const http = (surroundings: { memory: SecretMemory }, more = {}) =>
		new Http({ baseUrl: server.url, headers: {}, secrets: ['s3cret'], allowUnauthorizedCerts: false, caCertificate: '' }, dialect, { surroundings: { now: () => now, random: () => 1, ...surroundings }, ...more });
	beforeEach(async () => {
		server = await startServer((__, response) => (isGood ? answerJson(response, { fine: true }) : reject(response)));
	});

	it(`E1 is asked every minute for three hours with a wrong secret, and sends it once in ${minutes} minutes`, async () => {
		const surroundings = { memory: memory() };
		for (let minute = 0; minute < 180; minute++, now += MINUTE) expect(await failureOf(http(surroundings).request(call()))).toBeInstanceOf(SecretRejectedError);
		expect(server.arrived).toHaveLength(180 / minutes);
		isGood = true;
		for (let minute = 0; minute < minutes; minute++, now += MINUTE) await http(surroundings).request(call()).catch(() => {});
		expect(await http(surroundings).request(call())).toEqual({ fine: true });
	});

	it('E1 tells the true age of the rejection, however often it was told, and the words of then', async () => {
		const surroundings = { memory: memory() };
		const rejected = await failureOf<SecretRejectedError>(http(surroundings).request(call()));
		const until = now + minutes * MINUTE - 1;
		for (; now < until; now += MINUTE / 4) await failureOf(http(surroundings).request(call()));
		now = until;
		const refused = await failureOf<NotAskedError>(http(surroundings).request(call()));
		expect(refused).toBeInstanceOf(NotAskedError);
		expect(refused).toMatchObject({ message: rejected.message, status: rejected.status, advice: `Correct the ${dialect.secret.name} in the credential, or press Retry there.` });
		expect(refused.outcome).toMatch(says);
		expect(server.arrived).toHaveLength(1);
	});

	it('E1 forgets the rejection with the first success, as of a credential test', async () => {
		const surroundings = { memory: memory() };
		await failureOf(http(surroundings).request(call()));
		isGood = true;
		expect(await failureOf(http(surroundings).request(call()))).toBeInstanceOf(NotAskedError);
		expect(await http(surroundings, { askAnyway: true }).request(call())).toEqual({ fine: true });
		expect(await http(surroundings).request(call())).toEqual({ fine: true });
	});
});

it('E1 only NetAlertX is said to raise alerts', () => {
	const [netalertx, ...others] = [netAlertX, tacticalRmm, wrapper, meshtechSignIn].map(({ secret }) => secret.harm ?? '');
	expect(netalertx).toContain('alert');
	expect(others.join('')).not.toContain('alert');
});
