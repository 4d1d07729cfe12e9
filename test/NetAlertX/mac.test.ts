import fc from 'fast-check';
import { requireMac } from '../../nodes/NetAlertX/mac';

const sent = '00:1a:2b:3c:4d:5e';

describe('a MAC address is sent in the one form that every route finds', () => {
	it.each([
		['lower case with colons', '00:1a:2b:3c:4d:5e', sent],
		['upper case with colons', '00:1A:2B:3C:4D:5E', sent],
		['mixed case', '00:1a:2B:3c:4D:5e', sent],
		['dashes', '00-1A-2B-3C-4D-5E', sent],
		["Cisco's dots", '001A.2B3C.4D5E', sent],
		['no separators', '001A2B3C4D5E', sent],
		['blanks around it', '  00:1a:2b:3c:4d:5e\n', sent],
		['the root of the network', 'internet', 'internet'],
		['the root, written with a capital', ' Internet ', 'internet'],
	])('%s', (_, entered, expected) => {
		expect(requireMac(entered)).toBe(expected);
	});
});

describe('what is not a MAC address is refused, because the server would store it', () => {
	it.each([
		['nothing', ''],
		['a blank', ' '],
		['the word that names the template', 'new'],
		['text', 'zzz'],
		['a row number', '4'],
		['five pairs', '00:1a:2b:3c:4d'],
		['seven pairs', '00:1a:2b:3c:4d:5e:6f'],
		['a digit missing', '0:1a:2b:3c:4d:5e'],
		['mixed separators', '00:1a-2b:3c-4d:5e'],
		['a letter beyond f', '00:1a:2b:3c:4d:5g'],
		['a wildcard', '00:1a:2b:*'],
		['two addresses', `${sent},${sent}`],
		['a path behind it', `${sent}/delete`],
		['an IP address', '192.168.1.20'],
		['digits of another script', '٠٠:1a:2b:3c:4d:5e'],
	])('%s', (_, entered) => {
		expect(() => requireMac(entered)).toThrow(/is not a MAC address/);
	});

	it('and the refusal repeats no more than the beginning of what was entered', () => {
		expect(() => requireMac('x'.repeat(5000))).toThrow(new RegExp(`^"x{60}" is not a MAC address$`));
	});
});

describe('whatever is entered', () => {
	const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 });
	const pairsOf = (address: number[]) => address.map((byte) => byte.toString(16).padStart(2, '0'));
	const forms: Array<(pairs: string[]) => string> = [
		(pairs) => pairs.join(':'),
		(pairs) => pairs.join('-'),
		(pairs) => pairs.join(''),
		(pairs) => pairs.join('').replace(/(.{4})(?=.)/g, '$1.'),
		(pairs) => pairs.join(':').toUpperCase(),
	];

	it('all forms of an address are the same address, and normalising it again changes nothing', () => {
		fc.assert(
			fc.property(bytes, fc.constantFrom(...forms), (address, form) => {
				const mac = requireMac(form(pairsOf(address)));
				expect(mac).toBe(pairsOf(address).join(':'));
				expect(requireMac(mac)).toBe(mac);
			}),
		);
	});

	it('is either refused or holds exactly the digits that were entered', () => {
		const almost = fc.stringMatching(/^[0-9a-fA-F:.-]{10,20}$/);
		fc.assert(
			fc.property(fc.oneof(fc.string(), almost), (entered) => {
				const mac = acceptedFrom(entered);
				if (mac === undefined || mac === 'internet') return;
				expect(mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
				expect(mac.replaceAll(':', '')).toBe(entered.trim().toLowerCase().replace(/[:.-]/g, ''));
			}),
			{ numRuns: 1000 },
		);
	});
});

function acceptedFrom(entered: string): string | undefined {
	try {
		return requireMac(entered);
	} catch {
		return undefined;
	}
}
