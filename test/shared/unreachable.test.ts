import type { INode } from 'n8n-workflow';
import { InputError, UnreachableError } from '../../nodes/shared/errors';
import { explainUnreachable } from '../../nodes/shared/http/unreachable';
import { tell, toNodeError } from '../../nodes/shared/nodeErrors';

const asked = { method: 'GET', path: '/devices' };
const explain = (cause: unknown, more = {}) => explainUnreachable(cause, asked, 'server.lan:443', 15, more);
const node = { id: 'n', name: 'Node', type: 'product', typeVersion: 1, position: [0, 0], parameters: {} } as INode;

const throwing = Object.defineProperties(new Error('x'), {
	code: { get: () => { throw new Error('no code'); } },
	message: { get: () => { throw new Error('no message'); } },
	cause: { get: () => { throw new Error('no cause'); } },
	name: { get: () => { throw new Error('no name'); } },
});
const circle = new Error('round and round');
circle.cause = circle;
const coded = (code: unknown, message = 'it failed', more = {}) => Object.assign(new Error(message), { code, ...more });

const anything: Array<[what: string, thrown: unknown]> = [
	['a TimeoutError, whose code is a number', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
	['an AbortError, whose code is a number', new DOMException('This operation was aborted', 'AbortError')],
	['another DOMException', new DOMException('of another kind', 'DataCloneError')],
	['a number as code', coded(23)],
	['an object as code', coded({ of: 'an object' })],
	['an empty code', coded('')],
	['a name of Object.prototype as code', coded('constructor')],
	['a code that is not known', coded('ESOMETHING')],
	['null', null],
	['undefined', undefined],
	['a text', 'no network today'],
	['an empty text', ''],
	['a number', 42],
	['a symbol', Symbol('odd')],
	['a function', () => {}],
	['an object without a prototype', Object.create(null)],
	['an error without a message', new Error()],
	['an error whose message is an object', Object.assign(new Error(), { message: { of: 'an object' } })],
	['an AggregateError without errors', new AggregateError([], 'nothing in it')],
	['an AggregateError of anything', new AggregateError([null, undefined, 'text', coded(7), coded('ECONNREFUSED', 'connect', { syscall: 'connect' })])],
	['an AggregateError in an AggregateError', new AggregateError([new AggregateError([coded('ENOTFOUND')])])],
	['a cause that is null', Object.assign(new Error('outside'), { cause: null })],
	['a cause that is a text', new Error('outside', { cause: 'inside' })],
	['an error that is its own cause', circle],
	['a frozen error', Object.freeze(coded('ECONNRESET'))],
	['an error whose members throw', throwing],
	['a socket that is odd', coded('UND_ERR_SOCKET', 'closed', { socket: null })],
];

describe('A1 whatever is thrown', () => {
	it.each(anything)('%s is an UnreachableError with a sentence', (_, thrown) => {
		const error = explain(thrown, { isFirstOverHttp: true });
		expect(error).toBeInstanceOf(UnreachableError);
		expect(error.message).toMatch(/server\.lan:443/);
		expect(error.message).not.toMatch(/\[object|undefined|is not a function/);
		expect(error.code === undefined || (typeof error.code === 'string' && error.code !== '')).toBe(true);
	});

	it.each(anything)('%s is an error of the node with a sentence, and of a failed item too', (_, thrown) => {
		const { message } = tell(thrown);
		expect(message).not.toBe('');
		expect(toNodeError(node, thrown, 0)).toMatchObject({ message, context: { itemIndex: 0 } });
	});

	it.each<[string, unknown, string]>([
		['nothing', undefined, 'The connection to server.lan:443 failed for no stated reason'],
		['a text', 'no network today', 'The connection to server.lan:443 failed: no network today'],
		['a TimeoutError', anything[0]![1], 'server.lan:443 gave no complete answer within 15 s'],
		['an AbortError', anything[1]![1], 'server.lan:443 gave no complete answer within 15 s'],
		['an error of which one member of many has a code', anything.find(([what]) => what === 'an AggregateError of anything')![1], 'server.lan:443 refused the connection'],
	])('of %s it says what can be said', (_, thrown, message) => {
		expect(explain(thrown).message).toBe(message);
	});

	it('an error of another realm is told by its members', () => {
		expect(explain({ code: 'ECONNREFUSED', syscall: 'connect', message: 'connect' })).toMatchObject({ arrived: 'no', code: 'ECONNREFUSED' });
	});

	it('what was entered is said as it was', () => {
		expect(tell(new InputError("'Limit' must be\na number", 'Do this.'))).toEqual({ message: "'Limit' must be\na number", description: 'Do this.' });
	});
});

describe('A5 a connection that is closed without a byte', () => {
	const closed = (bytesRead: number) => coded('UND_ERR_SOCKET', 'other side closed', { socket: { bytesRead } });

	it.each<[string, number, boolean, RegExp]>([
		['at the first request over http is most likely a port for https', 0, true, /^This port probably expects https: begin the address with https:\/\//],
		['later, or over https, is most likely a restart', 0, false, /may have been restarted/],
		['after it has answered is most likely a restart', 7, true, /may have been restarted/],
	])('%s', (_, bytesRead, isFirstOverHttp, advice) => {
		expect(explain(closed(bytesRead), { isFirstOverHttp }).advice).toMatch(advice);
	});
});

describe('F50 a request that got no answer', () => {
	it.each([
		[{}, 'GET /devices got no complete answer and may have been carried out (ECONNRESET)'],
		[{ reads: true }, 'GET /devices got no complete answer (ECONNRESET)'],
	])('says that it may have been carried out only where it may: %j', (more, outcome) => {
		expect(explainUnreachable(coded('ECONNRESET'), { ...asked, ...more }, 'server.lan', 15).outcome).toBe(outcome);
	});
});

describe('how the other side ends the handshake of https', () => {
	it.each<[code: string, message: RegExp, advice: RegExp]>([
		['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /^server\.lan:443 requires a client certificate$/, /choose 'Client Certificate' under 'Connection'/],
		['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', /does not accept the client certificate in the credential$/, /expired, been revoked/],
		['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /does not accept the client certificate in the credential$/, /expired, been revoked/],
		['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /does not accept the client certificate in the credential$/, /signed by an authority/],
		['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', /ended the HTTPS handshake$/, /Often it requires a client certificate/],
		['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /ended the HTTPS handshake$/, /Often it requires a client certificate/],
		['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', /has no site with this name$/, /'Server Name' under 'Connection'/],
	])('%s', (code, message, advice) => {
		const error = explain(coded(code));
		expect(error.message).toMatch(message);
		expect(error.advice).toMatch(advice);
		expect(error).toMatchObject({ arrived: 'no', repeatable: false });
	});
});
