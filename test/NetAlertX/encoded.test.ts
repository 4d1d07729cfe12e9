import { customPropertiesOf, iconOf } from '../../nodes/NetAlertX/encoded';
import { recorded } from '../support/recordings';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const decoded = (text: string) => Buffer.from(text, 'base64').toString('latin1');

describe('N8 an icon', () => {
	const html = '<i class="fas fa-laptop"></i>';
	it.each([
		['HTML is encoded', html, base64(html)],
		['HTML with blanks around it', `\n ${html} `, base64(html)],
		['Base64 of HTML stays as it is', base64(html), base64(html)],
		['nothing stays nothing', ' ', ''],
		['letters beyond ASCII are entities, which pages decode byte by byte', '<b title="ü😀">', base64('<b title="&#252;&#128512;">')],
	])('%s', (_, entered, stored) => expect(iconOf(entered)).toBe(stored));

	it.each(['laptop', 'fas fa-laptop', 'laptop12', base64('{"a":1}'), `${base64(html)}!`])('is not %s', (entered) => {
		expect(() => iconOf(entered)).toThrow(/^must be HTML, such as/);
	});
});

describe('N8 custom properties', () => {
	it.each<[string, unknown, unknown]>([
		['a list as JSON', '[{"a": 1}]', [{ a: 1 }]],
		['an object as JSON', ' {"a": "ü"} ', { a: 'ü' }],
		['a list from an expression', [{ a: 1 }], [{ a: 1 }]],
	])('%s are encoded, in ASCII', (_, entered, value) => {
		const stored = decoded(customPropertiesOf(entered));
		expect(JSON.parse(stored)).toEqual(value);
		expect(stored).toMatch(/^[\x20-\x7e]*$/);
	});

	it('in Base64 stay as they are, as the server gives them', () => {
		const { devCustomProps } = recorded('device-get') as { devCustomProps: string };
		expect(devCustomProps).not.toBe('');
		expect(customPropertiesOf(devCustomProps)).toBe(devCustomProps);
	});

	it.each([null, '', '  '])('%p stay nothing', (entered) => expect(customPropertiesOf(entered)).toBe(''));

	it.each(['text', '42', '"text"', '[1', base64('<i>'), 'YWJj'])('are not %s', (entered) => {
		expect(() => customPropertiesOf(entered)).toThrow('must be a JSON array or object, or the same in Base64');
	});
});
