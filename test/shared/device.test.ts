import { normaliseMac } from '../../nodes/shared/device';

test.each(['aa:bb:cc:dd:ee:ff', 'AA-BB-CC-DD-EE-FF', 'aabb.ccdd.eeff', 'AABBCCDDEEFF', '  aa:bb:cc:dd:ee:ff\n'])('normalises %j', (text) => {
	expect(normaliseMac(text)).toBe('aa:bb:cc:dd:ee:ff');
});

test.each(['', 'aa:bb:cc:dd:ee', 'aa:bb-cc:dd:ee:ff', 'aa:bb:cc:dd:ee:ff:00', 'gg:bb:cc:dd:ee:ff', 'aabb.ccdd.eef', 'new', '4', 'aa bb cc dd ee ff'])(
	'%j is not a MAC address',
	(text) => {
		expect(normaliseMac(text)).toBeUndefined();
	},
);
