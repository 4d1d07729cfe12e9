import { installFiles, lockedVersion } from '../e2e/n8n/version';
import { oldest, releases } from './versions';

it('takes releases, the newest first by number and not by text', () => {
	expect(releases(['2.0.0', '2.9.1', '2.41.1', '2.41.0-beta.1', '2.41.0', '2.10.3', '3.0.0-rc.0'])).toEqual(['2.41.1', '2.41.0', '2.10.3', '2.9.1', '2.0.0']);
});

it('installs the usual version by its lock file, and another one without, by the same Node', () => {
	const [usual, other] = [installFiles(lockedVersion), installFiles(oldest)];
	expect(usual.map(({ name }) => name)).toEqual(['package.json', 'package-lock.json', '.npmrc']);
	expect(other.map(({ name }) => name)).toEqual(['package.json', '.npmrc']);
	const [locked, unlocked] = [usual, other].map(([manifest]) => (JSON.parse(manifest!.text) as { dependencies: object }).dependencies);
	expect(unlocked).toEqual({ ...locked, n8n: oldest });
});
