import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import { graveAdvisories, reachable, type AuditReport, type Lock } from '../../scripts/advisories';

const lock: Lock = {
	packages: {
		'': { devDependencies: { 'n8n-core': '1', undici: '8', tool: '1' } },
		'node_modules/n8n-core': { dependencies: { axios: '1', shared: '1', '@scope/deep': '1' } },
		'node_modules/axios': {},
		'node_modules/@scope/deep': { dependencies: { shared: '2' } },
		'node_modules/@scope/deep/node_modules/shared': {},
		'node_modules/undici': {},
		'node_modules/tool': { dependencies: { shared: '1' }, optionalDependencies: { 'other-platform': '1' } },
		'node_modules/shared': {},
	},
};
const found = (name: string, severity: string, nodes: string[]): AuditReport => ({
	auditReportVersion: 2,
	vulnerabilities: { [name]: { severity, nodes, via: [{ title: 'It breaks', url: 'https://example.com/1' }, 'other'] } },
});

test.each<[string, string, string[], boolean]>([
	['what is bundled', 'undici', ['node_modules/undici'], false],
	['what a tool needs', 'shared', ['node_modules/shared'], false],
	['what a tool needs as well as n8n', 'shared', ['node_modules/@scope/deep/node_modules/shared', 'node_modules/shared'], false],
	['what only n8n needs', 'axios', ['node_modules/axios'], true],
	['another version of it, which only n8n needs', 'shared', ['node_modules/@scope/deep/node_modules/shared'], true],
	['n8n itself', 'n8n-core', ['node_modules/n8n-core'], true],
	['what nobody can place', 'somewhere', [], false],
])('a vulnerability of %s', (_, name, nodes, isOfN8n) => {
	const about = ['It breaks https://example.com/1', 'by way of other'];
	expect(graveAdvisories(found(name, 'high', nodes), lock)).toEqual([{ name, severity: 'high', about, isOfN8n }]);
});

test.each([['critical', 1], ['high', 1], ['moderate', 0], ['low', 0]])('%s counts: %i', (severity, count) => {
	expect(graveAdvisories(found('undici', severity, ['node_modules/undici']), lock)).toHaveLength(count);
});

test.each([{}, { error: { code: 'ENOAUDIT' } }, { auditReportVersion: 1, vulnerabilities: {} }, { auditReportVersion: 2 }])('%j is no report, and not a good one', (report) => {
	expect(() => graveAdvisories(report as AuditReport, lock)).toThrow('answered no report');
});

test('every development dependency of this project, and what it needs, is found in the real lock file', () => {
	const real = JSON.parse(readFileSync(join(__dirname, '../../package-lock.json'), 'utf8')) as Lock;
	const ours = reachable(real, (name) => !name.startsWith('n8n-'));
	for (const name of Object.keys(manifest.devDependencies)) if (!name.startsWith('n8n-')) expect(ours).toContain(`node_modules/${name}`);
	expect(ours.size).toBeGreaterThan(100);
	expect(ours.size).toBeLessThan(Object.keys(real.packages).length);
	expect([...ours].filter((path) => !(path in real.packages))).toEqual([]);
});
