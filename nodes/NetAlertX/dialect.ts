import type { Answer } from '../shared/http/answer';
import type { Dialect, Refusal } from '../shared/http/call';
import { doors } from './doors';

/** How NetAlertX refuses: with a status, or with `success: false` in a 200; GraphQL with a list of errors. */
export const dialect: Dialect = {
	product: 'NetAlertX',
	exampleAddress: 'http://192.168.1.20:20212',
	// FACTS: every rejected request is an alert before the eyes of its users.
	secret: { name: 'token', rememberedMs: 30 * 60_000, harm: 'it raises an alert for every rejected one' },
	refusal,
	doors,
	addressAdvice({ origin, path }) {
		const { port } = new URL(origin);
		if (port === '20211') {
			return "Port 20211 is usually NetAlertX's web interface. Its API has a separate port: 20212, unless the setting GRAPHQL_PORT has another.";
		}
		if (path) {
			return `The address in the credential has a path (${path}). NetAlertX's API answers at the root of its own port (20212 by default): leave the path out, unless your reverse proxy adds it.`;
		}
		return "Check that the address in the credential is NetAlertX's API port (setting GRAPHQL_PORT, 20212 by default).";
	},
};

function refusal({ status, json }: Answer): Refusal | undefined {
	if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
	const { success, error, message, details, errors } = json as Record<string, unknown>;
	if (Array.isArray(errors) && errors.length > 0) return { words: errors.map(wordsOf).join('; ') };
	if (status < 400 && success !== false) return undefined;
	const words = [...new Set([message, error, details].filter((part): part is string => typeof part === 'string' && part.trim() !== ''))];
	// Another program's error page in JSON has none of these; the transport describes it then.
	if (words.length === 0) return status < 400 ? { words: 'NetAlertX reported a failure without a reason' } : undefined;
	const rejected = (status === 403 && error === 'Forbidden') || (status === 401 && error === 'Unauthorized');
	return {
		words: words.length === 1 ? words[0]! : `${words[0]!} (${words.slice(1).join(': ')})`,
		advice: rejected ? TOKEN_ADVICE : adviceFor(status, words[0]!),
		...(rejected && { secretRejected: true }),
		...(error === 'database is locked' && { nothingDone: true }),
	};
}

/** How NetAlertX hides the reason of an error of its own. */
const GENERAL_FAILURE = 'Something went wrong on the server';

/** Whether the server itself says that it failed, without a reason; what is in front of it says so in other words. */
export function isGeneralFailure({ words }: Pick<Refusal, 'words'>, status: number): boolean {
	return status === 500 && words.startsWith(GENERAL_FAILURE);
}

/** Measured: texts. GraphQL itself has records with a message. */
function wordsOf(error: unknown): string {
	const { message } = (error ?? {}) as { message?: unknown };
	return typeof message === 'string' ? message : typeof error === 'string' ? error : 'NetAlertX reported a failure without a reason';
}

const TOKEN_ADVICE = 'Copy the API token from NetAlertX (Settings > Core > General > API token) into the credential.';

function adviceFor(status: number, words: string): string | undefined {
	if (words === 'Device not found') return 'NetAlertX has no such device: it may have been deleted, or its MAC address may have changed.';
	if (words.startsWith('UNIQUE constraint failed')) return 'A device with this MAC address exists already: update it, or delete it first.';
	if (words.startsWith('database is locked')) return 'Another program holds NetAlertX\'s database. Try again in a moment.';
	if (words === GENERAL_FAILURE) return "NetAlertX hides the reason. Most often its database was locked, or the value is not allowed there; its log (app.log) says more.";
	if (words.startsWith('Invalid scan type')) return "The scan's plugin must be among NetAlertX's loaded plugins (setting LOADED_PLUGINS).";
	if (status === 422 || status === 400) return 'Check the value in the node.';
	return undefined;
}
