import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import n8nUnderTest from '../e2e/n8n/package.json';

const root = join(__dirname, '..', '..');
const lock = JSON.parse(readFileSync(join(root, 'test/e2e/n8n/package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> };
const sourceOf = (built: string) => join(root, built.replace(/^dist\//, '').replace(/\.js$/, '.ts'));

test('brings nothing along but n8n-workflow as a peer, and runs nothing at installation', () => {
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest).not.toHaveProperty('overrides');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post|prepare|install)/.test(name))).toEqual([]);
	expect(manifest.files).toEqual(['dist']);
});

test('every development dependency is pinned exactly', () => {
	expect(Object.values(manifest.devDependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(['n8n-core', 'n8n-workflow', 'zod'])('%s is the one inside the n8n under test', (name) => {
	expect(manifest.devDependencies[name as 'zod']).toBe(lock.packages[`node_modules/${name}`]!.version);
	expect(lock.packages['node_modules/n8n']!.version).toBe(n8nUnderTest.dependencies.n8n);
});

test.each([...manifest.n8n.nodes, ...manifest.n8n.credentials])('%s has a source', (built) => {
	expect(existsSync(sourceOf(built))).toBe(true);
});

test.each(manifest.n8n.nodes)('%s has a codex file for n8n’s search', (built) => {
	const codex = JSON.parse(readFileSync(sourceOf(built).replace(/\.ts$/, '.json'), 'utf8')) as { node: string; alias: string[] };
	expect(codex.node).toMatch(new RegExp(`^${manifest.name}\\.`));
	expect(codex.alias.length).toBeGreaterThan(3);
});

test('no lock file names a place to download from', () => {
	for (const file of ['package-lock.json', 'test/e2e/n8n/package-lock.json']) {
		expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/"resolved"/);
	}
});
