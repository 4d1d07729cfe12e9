import { usableMs } from '../../nodes/Meshtech/token';

const jwt = (payload: unknown) => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;
const minutes = (count: number) => count * 60_000;
const noon = Date.UTC(2026, 0, 10, 12) / 1000;

describe('how long a token is used', () => {
	it.each([
		['half an hour, less a minute', jwt({ iat: noon, exp: noon + 1800 }), minutes(29)],
		['the same by a clock that is an hour fast', jwt({ iat: noon + 3600, exp: noon + 5400 }), minutes(29)],
		['the same by a clock that stands in 1970', jwt({ iat: 0, exp: 1800 }), minutes(29)],
		['ten seconds, less a tenth', jwt({ iat: noon, exp: noon + 10 }), 9_000],
		['a day, less a minute', jwt({ iat: noon, exp: noon + 86_400 }), minutes(24 * 60 - 1)],
		['what is documented, where it does not say when it was signed', jwt({ exp: noon + 7200 }), minutes(29)],
		['what is documented, where it has no end', jwt({ iat: noon }), minutes(29)],
		['what is documented, where it ends before it begins', jwt({ iat: noon, exp: noon - 1 }), minutes(29)],
		['what is documented, where times are texts', jwt({ iat: '1', exp: '2' }), minutes(29)],
		['what is documented, where it is JSON of nothing', jwt(null), minutes(29)],
		['what is documented, where it is no JWT', 'valueOfYourToken', minutes(29)],
		['what is documented, where it is cut', 'eyJhbGciOiJIUzI1NiJ9.eyJleH', minutes(29)],
	])('%s', (_, token, expected) => {
		expect(usableMs(token)).toBe(expected);
	});
});
