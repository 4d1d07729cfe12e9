import { BadAnswerError, RefusedError, SecretRejectedError, UnreachableError, type Asked } from '../../shared/errors';
import { oneLine } from '../../shared/text';
import { WRAPPERS_LOGIN } from '../advice';
import { accountOutsideDomain } from '../domain';
import type { ServerInfo } from '../schemas';
import type { ControlConnection } from './connection';
import type { Standing } from './standing';

/** What the server says instead of a welcome: the socket opens anyway, and is left to us to close. */
export interface Farewell {
	action: 'close' | 'stopped';
	cause: string;
	msg: string;
}

interface Explanation {
	message: string;
	advice: string;
}

const TOKEN_ADVICE = 'Create a login token in MeshCentral under My Account > Manage login tokens; it has its own user name, which begins with ~t:, and its own password.';

/** By `msg`, else by `cause` (measured on 1.1.55; `banned`, `expired` and `emailvalidation` as in its source). */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
	'noauth-2d': { message: 'MeshCentral does not accept this user name and password, or this login token', advice: `Check them in the credential. ${TOKEN_ADVICE}` },
	'noauth-2a': { message: 'MeshCentral does not accept this user name and password', advice: 'Check them in the credential.' },
	noauth: { message: 'MeshCentral received nothing to sign in with', advice: 'Fill in the sign-in fields of the credential.' },
	'noauth-2c': { message: 'MeshCentral could not read the sign-in', advice: 'Fill in both user name and password of the credential.' },
	tokenrequired: {
		message: 'MeshCentral requires a two-factor code, and none or a wrong one was sent',
		advice: `Use a login token, which needs no code and is the right choice for workflows. ${TOKEN_ADVICE}`,
	},
	nokey: { message: 'This MeshCentral requires a key in its address', advice: "The server's administrator has set one (loginKey), and this node cannot send it: n8n can sign in only if it is turned off." },
	notools: { message: 'This user may not use tools', advice: "MeshCentral's administrator can allow it in the user's permissions (No Tools)." },
	banned: { message: 'MeshCentral does not accept connections from this address for now', advice: 'Too many failed sign-ins came from it. Wait, or ask the administrator.' },
	expired: { message: 'This sign-in has expired', advice: TOKEN_ADVICE },
	emailvalidation: { message: "This user's email address is not confirmed yet", advice: 'Sign in to MeshCentral once in a browser.' },
};

/** The error for a sign-in that was not accepted. Where the wrapper signs in with credentials of its own, they are not the user's to correct. */
export function signInRefused({ action, cause, msg }: Farewell, { through }: ControlConnection, asked: Asked): RefusedError {
	const known = Object.hasOwn(EXPLANATIONS, msg) ? EXPLANATIONS[msg] : Object.hasOwn(EXPLANATIONS, cause) ? EXPLANATIONS[cause] : undefined;
	const message = `${known?.message ?? 'MeshCentral ended the session'} (${saidIn({ cause, msg })})`;
	if (action === 'stopped') {
		return new RefusedError(message, asked, undefined, "The sign-in succeeded. MeshCentral's administrator may have limited the number of sessions (MaxUserSessions, MaxSingleUserSessions).", true);
	}
	if (through === 'wrapper') {
		const isSecret = cause === 'noauth' && msg.startsWith('noauth');
		return new RefusedError(isSecret ? `MeshCentral does not accept the wrapper's own account (${saidIn({ cause, msg })})` : message, asked, undefined, WRAPPERS_LOGIN, true);
	}
	return new SecretRejectedError(message, asked, undefined, known?.advice ?? TOKEN_ADVICE, true);
}

/**
 * A login token is accepted at the addresses of all domains, and shows nothing at those of another one (measured on 1.1.55).
 * @throws RefusedError
 */
export function requireOwnDomain({ server, standing }: { server: ServerInfo; standing: Standing }, { through }: ControlConnection, asked: Asked): void {
	const outside = accountOutsideDomain(standing.account?._id, server.domain);
	if (!outside) return;
	const { message, ofServer, ofWrapper } = outside;
	throw new RefusedError(message, asked, undefined, through === 'wrapper' ? ofWrapper : ofServer, true);
}

/** The server's own words of a farewell. */
export function saidIn({ cause, msg }: Pick<Farewell, 'cause' | 'msg'>): string {
	return oneLine([cause, msg].filter(Boolean).join(': '));
}

/** A connection that breaks while it signs in, as when the server is restarted, says nothing of the address. */
export function brokenOff(connection: ControlConnection, asked: Asked): UnreachableError {
	const { host } = new URL(connection.url);
	const advice = 'The server may have been restarted, or something between n8n and it ended the connection.';
	return new UnreachableError(`The connection to ${host} broke before the sign-in was answered`, asked, 'no', { advice });
}

/** A path that is not MeshCentral's control channel opens, and is closed at once without a reason, but in due form (measured on 1.1.55). */
export function notMeshCentral(connection: ControlConnection, asked: Asked): BadAnswerError {
	const { host } = new URL(connection.url);
	return new BadAnswerError(
		`${host} opened a WebSocket and closed it without a reason`,
		asked,
		undefined,
		"Check the address and the domain in the credential: MeshCentral does this for a path that is not its control channel.",
	);
}
