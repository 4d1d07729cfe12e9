import { InputError } from '../../nodes/shared/errors';
import { isOlder, missingIn, requireVersion, type Versions } from '../../nodes/shared/versions';

it.each<[version: string | null, than: string, older: boolean]>([
	['26.3.15', '26.5.4', true],
	['v26.3.15', '26.5.4', true],
	['v26.8.22-lab', '26.5.4', false],
	['26.5.4', '26.5.4', false],
	['26.5', '26.5.4', true],
	['26.5.4.1', '26.5.4', false],
	['26.10.1', '26.5.4', false],
	['1.2.10', '1.3.0', true],
	['0.20.1', '0.20.0', false],
	['27', '26.5.4', false],
	// Nothing is refused by what is no version.
	['Dev', '26.5.4', false],
	['', '26.5.4', false],
	[null, '26.5.4', false],
])('%s is older than %s: %s', (version, than, older) => expect(isOlder(version, than)).toBe(older));

const versions: Versions = { product: 'Product', oldest: '1.0', whyOldest: 'Right times', later: [{ version: '1.3.0', what: 'Thing > Do' }, { version: '1.5.0', what: 'Thing > Undo' }] };

it('what a version lacks is named with the version that has it', () => {
	expect(missingIn(versions, '1.5.1')).toEqual([]);
	expect(missingIn(versions, '1.4.0')).toEqual(['Thing > Undo (needs 1.5.0)']);
	expect(missingIn(versions, '0.9')).toEqual(['Right times (needs 1.0)', 'Thing > Do (needs 1.3.0)', 'Thing > Undo (needs 1.5.0)']);
	expect([missingIn(versions, null), missingIn(versions, 'Dev')]).toEqual([null, null]);
});

it('what needs more is refused in words', () => {
	expect(() => requireVersion(versions, versions.later[0]!, '1.2.4')).toThrow(new InputError('Thing > Do needs Product 1.3.0, but this is 1.2.4'));
	requireVersion(versions, versions.later[0]!, '1.3.0');
	requireVersion(versions, versions.later[0]!, null);
});
