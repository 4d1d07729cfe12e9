/** Rows of 'Additional Headers': what is sent, and what is refused with its reason. */
import { readHeaders, secretsIn } from '../../../nodes/shared/connection/headers';
import { InputError } from '../../../nodes/shared/errors';

const taken = { authorization: 'the API token' };
const read = (...values: object[]) => readHeaders({ values }, taken);

it.each<[what: string, rows: unknown, headers: object]>([
	['none', undefined, {}],
	['none, as the form stores it', {}, {}],
	['none, of an older form', { values: [] }, {}],
	['two of Cloudflare Access', { values: [{ name: 'CF-Access-Client-Id', value: 'a.access' }, { name: 'CF-Access-Client-Secret', value: 'b' }] }, { 'cf-access-client-id': 'a.access', 'cf-access-client-secret': 'b' }],
	['a row that was left empty', { values: [{ name: '', value: '' }, {}, null, { name: 'X-Key', value: 'k' }] }, { 'x-key': 'k' }],
	['one alone that is no list', { values: { name: 'X-Key', value: 'k' } }, { 'x-key': 'k' }],
	['blanks and a line end that came along when it was copied', { values: [{ name: ' X-Key ', value: ' k v\r\n' }] }, { 'x-key': 'k v' }],
	['a number', { values: [{ name: 'X-Key', value: 42 }] }, { 'x-key': '42' }],
	['a cookie', { values: [{ name: 'Cookie', value: 'session=a; other=b' }] }, { cookie: 'session=a; other=b' }],
])('%s', (_, rows, headers) => expect(readHeaders(rows, taken)).toEqual(headers));

it.each<[name: string, value: string, words: RegExp]>([
	['Host', 'x', /^The header Host cannot be set .*: it names the server/],
	['CONTENT-LENGTH', '1', /different for every request/],
	['Content-Type', 'text/plain', /different for every request/],
	['Transfer-Encoding', 'chunked', /different for every request/],
	['cOnNeCtIoN', 'close', /belongs to the connection itself/],
	['Upgrade', 'h2c', /belongs to the connection itself/],
	['Sec-WebSocket-Protocol', 'x', /belongs to the connection itself/],
	['Proxy-Authorization', 'Basic x', /HTTPS_PROXY/],
	['Accept-Encoding', 'gzip', /in a format that n8n cannot read/],
	['If-None-Match', 'x', /in a format that n8n cannot read/],
	['aUTHORIZATION', 'Bearer x', /: it carries the API token$/],
	['X Key', 'x', /is not a header name/],
	['X-Key:', 'x', /is not a header name/],
	['X-Schlüssel', 'x', /is not a header name/],
	['', 'x', /has a value but no name/],
	['X-Key', '', /has no value/],
	['X-Key', 'a\r\nX-Other: b', /contains a line break/],
	['X-Key', 'a\nb', /contains a line break/],
	['X-Key', 'a\0b', /contains a line break/],
	['X-Key', 'ключ', /cannot be sent/],
	['X-Key', 'a\u0007b', /cannot be sent/],
])('%s: %j', (name, value, words) => {
	expect(() => read({ name, value })).toThrow(words);
	expect(() => read({ name, value })).toThrow(InputError);
});

it.each<unknown>(['{"values": [{"name": "X-Key", "value": "k"}]}', '[{"name": "X-Key", "value": "k"}]', [{ name: 'X-Key', value: 'k' }]])('rows as an expression gives them: %j', (rows) => {
	expect(readHeaders(rows, taken)).toEqual({ 'x-key': 'k' });
});

it.each<unknown>(['X-Key: k', 5, ['X-Key'], { header: [{ name: 'X-Key', value: 's3cret' }] }, { values: [{ name: 'X-Key', value: { a: 's3cret' } }] }, { values: 'X-Key: k' }])('what holds no rows is refused, and not left out: %j', (rows) => {
	expect(() => readHeaders(rows, taken)).toThrow(/could not be read/);
	expect(() => readHeaders(rows, taken)).not.toThrow(/s3cret/);
});

it('the same name twice, however it is written', () => {
	expect(() => read({ name: 'X-Key', value: 'a' }, { name: 'x-key', value: 'b' })).toThrow(/The header x-key is in .* more than once/);
});

it('names of what every object has are names like others', () => {
	expect(read({ name: 'constructor', value: 'a' }, { name: '__proto__', value: 'b' })).toEqual(JSON.parse('{"constructor": "a", "__proto__": "b"}'));
});

it('no refusal repeats a value', () => {
	for (const row of [{ name: 'Host', value: 's3cret' }, { name: '', value: 's3cret' }, { name: 'X', value: 's3\ncret' }, { name: 'X', value: 's3cretü' }]) {
		expect(() => read(row)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3') as string }) as Error);
	}
});

it.each([
	['Bearer 0123456789', ['Bearer 0123456789', '0123456789']],
	['session=0123456789; path=/', ['session=0123456789; path=/', '0123456789']],
	['short', ['short']],
	['1', []],
	['abc', []],
])('what of %j is masked', (value, secrets) => expect(secretsIn(value)).toEqual(secrets));
