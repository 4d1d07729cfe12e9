import { compareVersions, isVersion } from '../../nodes/Meshtech/version';

const inOrder = ['what is none', '0.9.9', '3.3.0', '3.4.0-beta.2', '3.4.0-beta.10', '3.4.0-rc.1', '3.4.0', '3.4.1', '3.10.0', '10.0.0'];

it('versions are in the order of their releases', () => {
	expect([...inOrder].reverse().sort(compareVersions)).toEqual(inOrder);
	for (const version of inOrder) expect(compareVersions(version, version)).toBe(0);
});

it.each([
	['3.4.1', true],
	['3.4.1-beta.2', true],
	['03.4.1', true],
	['v3.4.1', false],
	['3.4', false],
	['3.4.1.0', false],
	['3.4.1-', false],
	['latest', false],
	['', false],
])('%s is a version: %s', (text, is) => {
	expect(isVersion(text)).toBe(is);
});
