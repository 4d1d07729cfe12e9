import { ForbiddenError, RefusedError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Dialect } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { namingRights, withRight } from '../../nodes/shared/rights';
import { call, failureOf } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';

const labels = { can_send: 'Send Command', can_list: 'List Things' };
const asked = { method: 'GET', path: '/things' };
const refusal = () => new ForbiddenError('You may not', asked, 403, 'Ask for it.');

describe('the rights of an operation', () => {
	const notesOf = async (rights: readonly string[] | undefined, error: Error) => {
		const thrown = await failureOf<RefusedError>(namingRights(rights, labels, async () => await Promise.reject(error)));
		expect(thrown).toBe(error);
		return thrown.notes;
	};

	it('are named where one is missing, in the words of the server and of its pages', async () => {
		expect(await notesOf(['can_send'], refusal())).toEqual(['This needs the right can_send (Send Command).']);
		expect(await notesOf(['can_send', 'can_list', 'can_other'], refusal())).toEqual([
			'This needs the rights can_send (Send Command), can_list (List Things) and can_other.',
		]);
	});

	it('come after the right of the request, where that is known', async () => {
		const known = withRight(refusal(), 'can_list', labels);
		expect(await notesOf(['can_send', 'can_list'], known)).toEqual([
			'This needs the right can_list (List Things).',
			'The operation as a whole also needs can_send (Send Command).',
		]);
		expect(await notesOf(['can_list'], withRight(refusal(), 'can_list', labels))).toEqual(['This needs the right can_list (List Things).']);
	});

	it('are named once of a refusal that several items wait for', async () => {
		const shared = refusal();
		await notesOf(['can_send'], shared);
		expect(await notesOf(['can_send'], shared)).toEqual(['This needs the right can_send (Send Command).']);
	});

	it('are not named where none is declared, or something else is wrong', async () => {
		expect(await notesOf(undefined, refusal())).toEqual([]);
		expect(await notesOf(['can_send'], new RefusedError('No such thing', asked, 404))).toEqual([]);
	});
});

describe('a request', () => {
	let server: TestServer;
	const dialect: Dialect = {
		product: 'Product',
		rightLabels: labels,
		refusal: ({ status }) => (status === 403 ? { words: 'You may not', forbidden: true } : undefined),
		addressAdvice: () => 'Check the address.',
	};
	afterEach(async () => {
		await closeAgents();
		await server.stop();
	});

	it('that the server refuses for lack of a right names the right that it is declared with', async () => {
		server = await startServer((_, response) => answerJson(response, {}, 403));
		const connection = { baseUrl: server.url, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '' };
		const http = new Http(connection, dialect, { surroundings: { now: Date.now, random: () => 1, memory: new SecretMemory() } });
		const refused = await failureOf<ForbiddenError>(http.request(call({ right: 'can_list' })));
		expect(refused).toBeInstanceOf(ForbiddenError);
		expect(refused).toMatchObject({ message: 'You may not', right: 'can_list', notes: ['This needs the right can_list (List Things).'] });
		expect((await failureOf<ForbiddenError>(http.request(call()))).notes).toEqual([]);
	});
});
