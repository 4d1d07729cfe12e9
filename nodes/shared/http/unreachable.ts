import { UnreachableError, type Asked } from '../errors';
import { alertBefore } from './alerts';
import { throughProxy } from './doors';
import type { Proxy } from './proxy';
import { member, wordsOf } from '../thrown';

interface Explanation {
	message: (host: string, seconds: number) => string;
	advice?: string;
	/** The request cannot have reached the server: the connection was never made. */
	notSent?: boolean;
	/** Asking again cannot help: a certificate stays what it is. */
	lasting?: boolean;
}

const CERTIFICATE_ADVICE =
	"If you issued this certificate yourself, choose 'CA Certificate' under 'Connection' of the credential and enter its authority, or turn on 'Ignore SSL Issues'.";

const certificate = (what: string, advice = CERTIFICATE_ADVICE): Explanation => ({
	message: (host) => `The certificate of ${host} ${what}`,
	advice,
	notSent: true,
	lasting: true,
});
const notFound: Explanation = {
	message: (host) => `The host name of ${host} could not be found`,
	advice: 'Check the address in the credential, and whether the n8n server (or container) can resolve this name.',
	notSent: true,
};
const noRoute: Explanation = {
	message: (host) => `${host} is unreachable from the network of n8n`,
	advice: 'Check the address in the credential, and whether the n8n server (or container) is in a network that can reach it.',
	notSent: true,
};
const noConnection: Explanation = {
	message: (host) => `${host} did not accept a connection in time`,
	advice: 'Check that the server is up and that no firewall drops connections from n8n to it.',
	notSent: true,
};
const noAnswer: Explanation = {
	message: (host, seconds) => `${host} gave no complete answer within ${seconds} s`,
	advice: 'The server may be overloaded, or still working on the request.',
};
const closed: Explanation = {
	message: (host) => `${host} closed the connection before its answer was complete`,
	advice: 'The server may have been restarted, or something between n8n and it ended the connection.',
};

const oldTls: Explanation = {
	message: (host) => `${host} supports no version of TLS that is secure enough for n8n`,
	advice: 'It uses an old one, such as TLS 1.0 or 1.1. Update the server, enable TLS 1.2, or put a reverse proxy with TLS 1.2 in front of it.',
	notSent: true,
	lasting: true,
};

/** By the codes of Node, OpenSSL and undici (docs/api/Errors of undici). */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
	ECONNREFUSED: {
		message: (host) => `${host} refused the connection`,
		advice: 'Check that the server is running and that the port in the credential is right.',
		notSent: true,
	},
	ENOTFOUND: notFound,
	EAI_AGAIN: notFound,
	EHOSTUNREACH: noRoute,
	ENETUNREACH: noRoute,
	EADDRNOTAVAIL: noRoute,
	UND_ERR_CONNECT_TIMEOUT: noConnection,
	UND_ERR_HEADERS_TIMEOUT: noAnswer,
	UND_ERR_BODY_TIMEOUT: noAnswer,
	ETIMEDOUT: noAnswer,
	ECONNRESET: closed,
	EPIPE: closed,
	UND_ERR_SOCKET: closed,
	UND_ERR_CLOSED: closed,
	UND_ERR_DESTROYED: closed,
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closed,
	DEPTH_ZERO_SELF_SIGNED_CERT: certificate('is self-signed'),
	SELF_SIGNED_CERT_IN_CHAIN: certificate('is signed by an authority that n8n does not know'),
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate('is signed by an authority that n8n does not know'),
	UNABLE_TO_GET_ISSUER_CERT: certificate('is signed by an authority that n8n does not know'),
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate('is signed by an authority that n8n does not know'),
	INVALID_PURPOSE: certificate('is not issued for servers', "Install one that is (its 'Extended Key Usage' must include serverAuth). 'Ignore SSL Issues' in the credential accepts this one, and any other certificate too."),
	CERT_REVOKED: certificate('was revoked', 'Install a new one on the server.'),
	...Object.fromEntries(['INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'CERT_CHAIN_TOO_LONG', 'CERT_SIGNATURE_FAILURE', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'UNSPECIFIED'].map((code) => [code, certificate(`cannot be verified (${code})`)])),
	CERT_HAS_EXPIRED: certificate('has expired', "Renew it on the server. Until then, 'Ignore SSL Issues' in the credential accepts it, and any other certificate too."),
	CERT_NOT_YET_VALID: certificate('is not valid yet', "Check the clocks of the server and of n8n. 'Ignore SSL Issues' in the credential accepts it, and any other certificate too."),
	ERR_TLS_CERT_ALTNAME_INVALID: certificate(
		'is issued for another name',
		"Use the name in the certificate as the host name in the credential, or choose 'Server Name' under 'Connection' there and enter that name. 'Ignore SSL Issues' accepts the certificate, and any other too.",
	),
	ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
	ERR_SSL_DH_KEY_TOO_SMALL: oldTls,
	ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED: oldTls,
	ERR_SSL_WRONG_VERSION_NUMBER: {
		message: (host) => `${host} does not speak HTTPS`,
		advice: 'The port most likely expects HTTP: begin the address in the credential with http://.',
		notSent: true,
		lasting: true,
	},
};

/** Of TLS: the other side says why it ends the handshake. Their names differ with the version of OpenSSL. */
const BY_ALERT: ReadonlyArray<[code: RegExp, explanation: Explanation]> = [
	[
		/ALERT_CERTIFICATE_REQUIRED$/,
		certificateWanted('requires a client certificate', "In the credential, choose 'Client Certificate' under 'Connection', and enter the certificate and key from the administrator of the server."),
	],
	[
		/ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|DECRYPT_ERROR|ACCESS_DENIED)$/,
		certificateWanted('does not accept the client certificate in the credential', 'It may have expired, been revoked, or been signed by an authority that this server does not trust: ask the administrator of the server.'),
	],
	[
		/ALERT_HANDSHAKE_FAILURE$/,
		certificateWanted('ended the HTTPS handshake', "Often it requires a client certificate, or a different one: see 'Client Certificate' under 'Connection' of the credential. Otherwise, it supports no version of TLS that n8n does."),
	],
	[/ALERT_(PROTOCOL_VERSION|INSUFFICIENT_SECURITY)$/, oldTls],
	[/UNRECOGNIZED_NAME$/, certificateWanted('has no site with this name', "Use the name that the server has there as the host name in the credential, or choose 'Server Name' under 'Connection' and enter it.")],
];

function certificateWanted(what: string, advice: string): Explanation {
	return { message: (host) => `${host} ${what}`, advice, notSent: true, lasting: true };
}

/** Node's parser for HTTP met something else; HPE_INVALID_CONSTANT is what a TLS port answers to plain HTTP. */
const notHttp: Explanation = {
	message: (host) => `${host} does not answer in HTTP`,
	advice: 'Check the port in the credential, and whether the address must begin with https://.',
	lasting: true,
};
const closedInHandshake: Explanation = {
	message: (host) => `${host} closed the connection before it was secure`,
	advice: 'The server may be restarting. Some servers also do this if the client certificate is missing or not accepted.',
};
/** What Node's own TLS servers do with plain http: they hang up without a byte (measured). */
const hungUp: Explanation = {
	message: (host) => `${host} closed the connection without an answer`,
	advice: 'This port probably expects https: begin the address with https://. If HTTP is right, the server may be restarting.',
};
/** By the names of errors that have no code of their own: a DOMException's code is a number that says nothing. */
const BY_NAME: Readonly<Record<string, Explanation>> = { TimeoutError: noAnswer, AbortError: noAnswer };

/**
 * Says in a sentence why no answer came.
 * @param cause what undici or Node threw: an error of any class, or anything else
 * @param host host and port, as the user knows the server
 * @param seconds how long an answer was waited for
 * @param proxy what stands between, if anything does: until the connection is made, whatever fails, fails there
 * @param isFirstOverHttp the request is the first to an address that begins with http://, so that the scheme itself may be wrong
 */
export function explainUnreachable(cause: unknown, asked: Asked, host: string, seconds: number, { isFirstOverHttp = false, proxy }: { isFirstOverHttp?: boolean; proxy?: Proxy } = {}): UnreachableError {
	const { code, message, connecting, isSilent } = innermost(alertBefore(cause) ?? cause);
	const known = explanationOf(code);
	const explanation = known !== closed ? known : connecting ? closedInHandshake : isSilent && isFirstOverHttp ? hungUp : closed;
	const atProxy = proxy && failedAtProxy(proxy, host, { code, message });
	const said = atProxy?.message ?? explanation?.message(host, seconds) ?? `The connection to ${host} failed${message ? `: ${message}` : ' for no stated reason'}`;
	const arrived = atProxy || connecting || explanation?.notSent ? 'no' : 'unknown';
	const { advice, lasting } = atProxy ?? explanation ?? {};
	const error = new UnreachableError(said, asked, arrived, { code, advice, repeatable: !lasting, cause });
	if (proxy) error.notes.push(throughProxy(proxy));
	return error;
}

/** Codes of connections that were never made: with a proxy, it is the one that n8n connects to. */
const TO_PROXY = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT']);

/** What the proxy itself did, or why it could not be reached; undefined where it did its work. */
function failedAtProxy(proxy: Proxy, host: string, { code, message }: { code?: string; message: string }): { message: string; advice: string; lasting?: boolean } | undefined {
	const name = `The proxy ${proxy.host}`;
	const needsPassword = `Enter them in ${proxy.variable} of the n8n process: http://user:password@host:port.`;
	const status = /Proxy response \((\d+)\)/.exec(message)?.[1] ?? /Proxy Authentication Required \((407)\)/.exec(message)?.[1];
	if (status === '407') return { message: `${name} requires a user and password`, advice: needsPassword, lasting: true };
	if (status) return { message: `${name} could not reach ${host} (status ${status})`, advice: 'Allow this server and its port on the proxy, or add the server to NO_PROXY of the n8n process.', lasting: Number(status) < 500 };
	if (code?.startsWith('UND_ERR_SOCKS5')) return { message: `${name} could not reach ${host} (${message})`, advice: `Allow this server and its port on the proxy, and check the user and password in ${proxy.variable}.` };
	if (code === 'UND_ERR_PRX_TLS' || code === 'UND_ERR_PRX_CONN') return { message: `The connection to the proxy ${proxy.host} failed: ${message}`, advice: `Check ${proxy.variable} of the n8n process.` };
	if (code === undefined || !TO_PROXY.has(code)) return undefined;
	return { message: EXPLANATIONS[code]!.message(`the proxy ${proxy.host}`, 0).replace(/^t/, 'T'), advice: `Check ${proxy.variable} of the n8n process, and whether the proxy is running.` };
}

function explanationOf(code: string | undefined): Explanation | undefined {
	if (code === undefined) return undefined;
	if (code.startsWith('HPE_')) return notHttp;
	return BY_ALERT.find(([name]) => name.test(code))?.[1] ?? [EXPLANATIONS, BY_NAME].find((table) => Object.hasOwn(table, code))?.[code];
}

interface Failure {
	/** The system's or the library's word for it; undefined where there is none. */
	code?: string;
	/** One line; '' where nothing was said. */
	message: string;
	/** It failed while the connection was being made, hence before anything was sent. */
	connecting: boolean;
	/** The connection ended without a byte from the other side. */
	isSilent: boolean;
}

/** Causes of causes that are looked through: one that is its own cause has no end. */
const DEEPEST = 10;

/** Node tries several addresses of a host and then throws all failures in one; the first that has a code tells enough. */
function innermost(thrown: unknown, depth = 0): Failure {
	// By its members and not its class: an error may come from another realm, as it does in a sandbox.
	const code = codeOf(thrown);
	const cause = member(thrown, 'cause');
	const causes = [...listed(member(thrown, 'errors')), ...(code === undefined && cause !== undefined && cause !== null ? [cause] : [])];
	if (causes.length > 0 && depth < DEEPEST) {
		const failures = causes.map((each) => innermost(each, depth + 1));
		return failures.find((failure) => failure.code !== undefined) ?? failures[0]!;
	}
	// OpenSSL puts its own place in the source around its words.
	const message = wordsOf(thrown).replace(/^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/s, '$1');
	const syscall = member(thrown, 'syscall');
	const connecting = syscall === 'connect' || syscall === 'getaddrinfo' || message.includes('before secure TLS connection');
	return { code, message, connecting, isSilent: member(member(thrown, 'socket'), 'bytesRead') === 0 };
}

function codeOf(thrown: unknown): string | undefined {
	const code = member(thrown, 'code');
	if (typeof code === 'string' && code !== '') return code;
	const name = member(thrown, 'name');
	return typeof name === 'string' && Object.hasOwn(BY_NAME, name) ? name : undefined;
}

function listed(errors: unknown): unknown[] {
	return Array.isArray(errors) ? errors.slice(0, DEEPEST) : [];
}
