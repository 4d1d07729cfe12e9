/** What a user gets: every file of the packed package, and what is inside. The build has to be there: `npm run build`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { INodeType } from 'n8n-workflow';
import { describe as describeNode } from '../../nodes/shared/lazy/node';
import manifest from '../../package.json';
import { packPackage } from '../e2e/n8n/pack';

/** Unpacked, in kilobytes. */
const LARGEST_KB = 2_000;
/** Packages of which something is in the bundle, and terms that allow it with nothing more than their text beside it. */
const BUNDLED = ['undici', 'zod'];
const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

/** Where the node itself is, which the file that n8n loads loads when it is needed. */
const wholeNode = (file: string) => file.replace(/\.node\.js$/, '.js');

let folder: string;
let files: string[];
const textOf = (file: string) => readFileSync(join(folder, 'package', file), 'utf8');
const scripts = () => files.filter((file) => file.endsWith('.js'));

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tarball-'));
	const tarball = await packPackage(folder);
	const { status, stderr } = spawnSync('tar', ['-xzf', tarball, '-C', folder], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
	const all = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
	files = all.filter((file) => statSync(join(folder, 'package', file)).isFile()).sort();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('holds the nodes, their search words, the credentials, the icons, what they share and the licences: nothing else', () => {
	const built = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	const codex = manifest.n8n.nodes.map((file) => file.replace(/\.js$/, '.json'));
	const icons = readdirSync(join(__dirname, '../../icons')).map((file) => `dist/icons/${file}`);
	const chunks = files.filter((file) => /^dist\/chunks\/[\w-]+\.js$/.test(file));
	const loadedLater = [...manifest.n8n.nodes.map(wholeNode), 'dist/descriptions.br', 'dist/lazyNode.js'];
	expect(files).toEqual([...built, ...codex, ...icons, ...chunks, ...loadedLater, 'LICENSE', 'README.md', 'dist/THIRD-PARTY-NOTICES.txt', 'package.json'].sort());
});

test.each(manifest.n8n.nodes)('%s is for n8n what the node itself is', (file) => {
	const className = basename(file, '.node.js');
	const instanceIn = (place: string) => new (jest.requireActual<Record<string, new () => INodeType>>(join(__dirname, '..', '..', place))[className]!)();
	const [lazy, whole] = [instanceIn(file), instanceIn(wholeNode(file))];
	expect(describeNode(lazy)).toEqual(describeNode(whole));
	expect(lazy.constructor.name).toBe(className);
});

test('is small', () => {
	const bytes = files.reduce((sum, file) => sum + statSync(join(folder, 'package', file)).size, 0);
	expect(bytes / 1000).toBeLessThan(LARGEST_KB);
});

test('has no maps, no tests, no settings of a machine, and no path of the one that it was built on', () => {
	expect(files.filter((file) => /\.(map|ts|tsbuildinfo|env|tgz|pem|key)$|(^|\/)(\.[^/]+|test|tests|node_modules)(\/|$)|\.test\./.test(file))).toEqual([]);
	const home = `${join(__dirname, '..', '..')}/`;
	for (const file of files) {
		expect(textOf(file)).not.toContain('sourceMappingURL');
		expect(textOf(file).includes(home)).toBe(false);
	}
});

test('loads nothing but itself, Node and n8n-workflow', () => {
	const loaded = scripts().flatMap((file) => [...textOf(file).matchAll(/\b(?:require|import)\(\s*[`"']([^`"']+)[`"']\s*\)/g)].map(([, name]) => name!));
	const foreign = new Set(loaded.filter((name) => !/^(node:|\.\.?\/|n8n-workflow(\/package\.json)?$)/.test(name)));
	expect([...foreign]).toEqual([]);
});

test('every chunk is loaded by something', () => {
	const loaded = new Set(scripts().flatMap((file) => [...textOf(file).matchAll(/\b(?:require|import)\(\s*[`"'](\.[^`"']+)[`"']\s*\)/g)].map(([, name]) => join(dirname(file), name!).replaceAll('\\', '/'))));
	expect(scripts().filter((file) => file.startsWith('dist/chunks/') && !loaded.has(file))).toEqual([]);
});

describe('what is bundled', () => {
	/** `undici 8.12.4 (MIT) https://...`, between two lines of its own. */
	const notices = () => [...textOf('dist/THIRD-PARTY-NOTICES.txt').matchAll(/^={80}\n(\S+) (\S+) \(([^)]*)\).*\n={80}\n([\s\S]*?)(?=\n\n={80}\n|\n*$(?![\s\S]))/gm)];

	test('is what is known to be, in the versions of the lock file', () => {
		expect(notices().map(([, name, version]) => `${name} ${version}`)).toEqual(BUNDLED.map((name) => `${name} ${manifest.devDependencies[name as 'zod']}`));
	});

	test('may be: its terms ask for nothing but their text, which is there', () => {
		for (const [, name, , licence, text] of notices()) {
			expect([name, ALLOWED.includes(licence!)]).toEqual([name, true]);
			expect(text!.length).toBeGreaterThan(500);
			expect(text).toMatch(/Copyright|copyright/);
		}
	});

	test('and the package itself is under the licence that it names', () => {
		expect(manifest.license).toBe('MIT');
		expect(textOf('LICENSE')).toMatch(/^MIT License/);
	});
});

test('the package.json in it has no scripts that run at installation, and no dependencies', () => {
	const packed = JSON.parse(textOf('package.json')) as Record<string, object | undefined>;
	expect(packed.dependencies ?? {}).toEqual({});
	expect(packed.optionalDependencies ?? {}).toEqual({});
	expect(Object.keys(packed.scripts ?? {}).filter((name) => /^(pre|post)?(install|publish|pack|prepare)|^prepare/.test(name))).toEqual([]);
});
