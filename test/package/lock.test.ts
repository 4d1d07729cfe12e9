import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..', '..');

interface Lock {
	lockfileVersion: number;
	packages: Record<string, { integrity?: string; resolved?: string; link?: boolean; dependencies?: object; devDependencies?: object }>;
}
interface Manifest {
	dependencies?: object;
	devDependencies?: object;
	peerDependencies?: object;
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown;
/** Every package.json of the repository that has something to install. */
const manifests = (readdirSync(root, { recursive: true, withFileTypes: true }) as Array<{ name: string; parentPath: string }>)
	.filter(({ name, parentPath }) => name === 'package.json' && !parentPath.includes('node_modules') && !/\/(dist|\.cache|bench\/[^/]*results)(\/|$)/.test(parentPath))
	.map(({ parentPath }) => relative(root, join(parentPath, 'package.json')))
	.filter((path) => {
		const { dependencies, devDependencies } = read(path) as Manifest;
		return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
	});

test('the project itself has something to install', () => {
	expect(manifests).toContain('package.json');
});

describe.each(manifests)('%s', (path) => {
	const lock = () => read(join(dirname(path), 'package-lock.json')) as Lock;
	const entries = () => Object.entries(lock().packages).filter(([name, { link }]) => name !== '' && !link);

	test('has a lock file that fits it', () => {
		const { dependencies, devDependencies } = read(path) as Manifest;
		const { lockfileVersion, packages } = lock();
		expect(lockfileVersion).toBe(3);
		expect({ ...packages['']!.dependencies, ...packages['']!.devDependencies }).toEqual({ ...dependencies, ...devDependencies });
		expect(entries().length).toBeGreaterThan(0);
	});

	test('everything in it is known by a hash, and by no place to download it from', () => {
		expect(entries().filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
		expect(entries().filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
	});
});
