import { z } from 'zod/v4';
import type { Call, Connection, Dialect } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';

/** A dialect that knows one error shape, as most APIs do. */
export const plainDialect: Dialect = {
	product: 'Product',
	exampleAddress: 'https://product.example.com',
	secret: { name: 'key', rememberedMs: 30 * 60_000, harm: 'it alerts somebody for every rejected one' },
	refusal: ({ status, json }) => {
		const { error, busy } = (json ?? {}) as { error?: string; busy?: boolean };
		if (!error) return undefined;
		return { words: error, secretRejected: status === 403, ...(busy && { nothingDone: true }) };
	},
	addressAdvice: () => 'Check the address.',
};

/** A transport to a test server: no jitter, a memory of its own. */
export function httpTo(baseUrl: string, connection: Partial<Connection> = {}, options: ConstructorParameters<typeof Http>[2] = {}): Http {
	const surroundings = { now: Date.now, random: () => 1, memory: new SecretMemory() };
	return new Http(
		{ baseUrl, headers: { authorization: 'Bearer s3cret' }, secrets: ['s3cret'], allowUnauthorizedCerts: false, caCertificate: '', ...connection },
		plainDialect,
		{ surroundings, ...options },
	);
}

/** A request of which only what matters to a test is given. */
export function call(more: Partial<Call<unknown>> = {}): Call<unknown> {
	return { method: 'GET', path: ['things'], effect: 'read', answer: z.unknown(), ...more };
}

/** What a promise was rejected with; fails the test if it was not. */
export async function failureOf<E>(promise: Promise<unknown>): Promise<E> {
	return await promise.then(
		(value) => {
			throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
		},
		(error: unknown) => error as E,
	);
}
