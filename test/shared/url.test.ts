import fc from 'fast-check';
import { InputError } from '../../nodes/shared/errors';
import { buildPath, parseBaseUrl } from '../../nodes/shared/http/url';

const example = 'https://server.example.com';

describe('parseBaseUrl', () => {
	test.each([
		['http://192.168.1.20:20212', 'http://192.168.1.20:20212', ''],
		['  http://nax.lan:20212/  ', 'http://nax.lan:20212', ''],
		['https://proxy.lan/netalertx//', 'https://proxy.lan', '/netalertx'],
		['HTTPS://NAX.lan:443/', 'https://nax.lan', ''],
		['http://[fd00::1]:20212', 'http://[fd00::1]:20212', ''],
	])('%s', (entered, origin, path) => {
		expect(parseBaseUrl(entered, example)).toEqual({ origin, path });
	});

	test.each([
		['', 'no address'],
		['192.168.1.20:20212', 'http://'],
		['ftp://nax.lan', 'http://'],
		['http://user:secret@nax.lan', 'user name or password'],
		['http://nax.lan?token=secret', 'must end before'],
		['http://nax.lan/#x', 'must end before'],
		['http://', 'is not valid'],
	])('refuses "%s"', (entered, words) => {
		expect(() => parseBaseUrl(entered, example)).toThrow(InputError);
		expect(() => parseBaseUrl(entered, example)).toThrow(words);
	});

	test.each(['', 'nax.lan', 'http://'])('A4: shows what an address of this system looks like, in place of "%s"', (entered) => {
		expect(() => parseBaseUrl(entered, example)).toThrow(expect.objectContaining({ advice: 'Enter it like https://server.example.com.' }) as Error);
	});

	test.each(['http://user:hunter2@nax.lan', 'user:hunter2@nax.lan', 'http://user:hunter2@[', 'http://nax.lan/?token=hunter2'])(
		'never repeats a secret in what it refuses: %s',
		(entered) => {
			expect.assertions(2);
			try {
				parseBaseUrl(entered, example);
			} catch (error) {
				expect(error).toBeInstanceOf(InputError);
				expect(`${(error as InputError).message} ${(error as InputError).advice}`).not.toContain('hunter2');
			}
		},
	);
});

describe('buildPath', () => {
	test('keeps MAC addresses readable and encodes everything else', () => {
		expect(buildPath('', ['device', 'aa:bb:cc:dd:ee:ff', 'a/b?c#d e%'])).toBe('/device/aa:bb:cc:dd:ee:ff/a%2Fb%3Fc%23d%20e%25');
	});

	test('leaves out undefined query values and encodes the others', () => {
		expect(buildPath('/base', ['events'], { mac: undefined, from: 'a&b=c', hours: 1 })).toBe('/base/events?from=a%26b%3Dc&hours=1');
	});

	test('leaves nothing in a query value for a shell behind the server to act on', () => {
		expect(buildPath('', ['run'], { q: "!'()*~-_." })).toBe('/run?q=%21%27%28%29%2A%7E-_.');
	});

	test.each(['', '.', '..', '\ud800'])('refuses the segment "%s"', (segment) => {
		expect(() => buildPath('', ['device', segment])).toThrow(InputError);
	});

	test('no value changes the host, the route or the query', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
				let path: string;
				try {
					path = buildPath('', ['device', value, 'end'], { q: value });
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
					return;
				}
				const url = new URL(path, 'http://nax.lan');
				expect(url.host).toBe('nax.lan');
				const segments = url.pathname.split('/');
				expect([segments.length, segments[1], decodeURIComponent(segments[2]!), segments[3]]).toEqual([4, 'device', value, 'end']);
				expect([...url.searchParams.entries()].length).toBe(1);
				expect(url.hash).toBe('');
			}),
		);
	});
});
