import { UnreachableError, type Asked } from '../errors';
import { oneLine } from '../text';

interface Explanation {
	message: (host: string, seconds: number) => string;
	advice?: string;
	/** The request cannot have reached the server: the connection was never made. */
	notSent?: boolean;
	/** Asking again cannot help: a certificate stays what it is. */
	lasting?: boolean;
}

const CERTIFICATE_ADVICE =
	"If this server's certificate is your own, put its authority into 'CA Certificate' of the credential, or switch 'Ignore SSL Issues' on.";

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
	message: (host) => `There is no way through the network to ${host}`,
	advice: 'Check the address in the credential, and whether the n8n server (or container) is in a network that reaches it.',
	notSent: true,
};
const noConnection: Explanation = {
	message: (host) => `${host} did not accept a connection in time`,
	advice: 'Check that the server is up and that no firewall drops connections from n8n to it.',
	notSent: true,
};
const noAnswer: Explanation = {
	message: (host, seconds) => `${host} gave no complete answer within ${seconds} s`,
	advice: 'The server may be overloaded, or still at work on it.',
};
const closed: Explanation = {
	message: (host) => `${host} closed the connection before its answer was complete`,
	advice: 'The server may have been restarted, or something between n8n and it ended the connection.',
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
	CERT_HAS_EXPIRED: certificate('has expired', "Renew it at the server. Until then, 'Ignore SSL Issues' of the credential lets it pass, and any other certificate as well."),
	CERT_NOT_YET_VALID: certificate('is not valid yet', "Check the clocks of the server and of n8n. 'Ignore SSL Issues' of the credential lets it pass, and any other certificate as well."),
	ERR_TLS_CERT_ALTNAME_INVALID: certificate(
		'is made out to another name',
		"Enter the server in the credential by the name that its certificate has. 'Ignore SSL Issues' there lets it pass, and any other certificate as well.",
	),
	ERR_SSL_WRONG_VERSION_NUMBER: {
		message: (host) => `${host} does not speak https`,
		advice: 'The port most likely serves plain http: begin the address in the credential with http://.',
		notSent: true,
		lasting: true,
	},
};

/** Node's parser for HTTP met something else; HPE_INVALID_CONSTANT is what a TLS port answers to plain http. */
const notHttp: Explanation = {
	message: (host) => `${host} does not answer in http`,
	advice: 'Check the port in the credential, and whether the address has to begin with https://.',
	lasting: true,
};
/**
 * Says in a sentence why no answer came.
 * @param cause what undici or Node threw
 * @param host host and port, as the user knows the server
 * @param seconds how long an answer was waited for
 */
export function explainUnreachable(cause: unknown, asked: Asked, host: string, seconds: number): UnreachableError {
	const { code, message, connecting } = innermost(cause);
	const explanation = explanationOf(code);
	return new UnreachableError(
		explanation?.message(host, seconds) ?? `The connection to ${host} failed: ${oneLine(message)}`,
		asked,
		connecting || explanation?.notSent ? 'no' : 'unknown',
		{ code, advice: explanation?.advice, repeatable: !explanation?.lasting, cause },
	);
}

function explanationOf(code: string | undefined): Explanation | undefined {
	if (!code) return undefined;
	if (code.startsWith('HPE_')) return notHttp;
	return Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
}

interface Failure {
	code?: string;
	message: string;
	/** It failed while the connection was being made, hence before anything was sent. */
	connecting: boolean;
}

/** Node tries several addresses of a host and then throws all failures in one; the first tells enough. */
function innermost(thrown: unknown): Failure {
	// By its members and not its class: an error may come from another realm, as it does in a sandbox.
	const { errors, code, syscall, message, cause } = (thrown ?? {}) as Partial<AggregateError & NodeJS.ErrnoException>;
	if (Array.isArray(errors) && errors.length > 0) return innermost(errors[0]);
	if (code === undefined && cause) return innermost(cause);
	const text = message ?? String(thrown);
	const connecting = syscall === 'connect' || syscall === 'getaddrinfo' || text.includes('before secure TLS connection');
	return { code, message: text, connecting };
}
