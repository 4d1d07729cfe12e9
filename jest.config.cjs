// One project a kind of test, fast to real: `npm run test:unit` runs the first three, `npm test` adds the smoke, `npm run test:e2e` the rest.
const esmOnly = ['nock', '@mswjs', '@open-draft', 'outvariant', 'strict-event-emitter', 'until-async', 'rettime'];
const shared = {
	testEnvironment: 'node',
	transform: {
		'\\.m?[tj]s$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
	setupFiles: ['<rootDir>/test/support/environment.ts'],
};
const project = (displayName, testMatch, more = {}) => ({ ...shared, displayName, testMatch, ...more });

module.exports = {
	// A busy machine is no failure: whatever waits, waits for a condition with a deadline of its own.
	testTimeout: 60_000,
	testSequencer: '<rootDir>/test/support/sequencer.cjs',
	projects: [
		project('unit', ['<rootDir>/test/{shared,NetAlertX,MeshCentral,TacticalRmm,Meshtech,credentials,package,demo,bench,compat}/**/*.test.ts']),
		project('contracts', ['<rootDir>/test/contracts/**/*.test.ts', '<rootDir>/test/simulators/**/*.test.ts']),
		project('nodes', ['<rootDir>/test/nodes/**/*.test.ts']),
		project('faults', ['<rootDir>/test/faults/**/*.test.ts'], { testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'] }),
		project('smoke', ['<rootDir>/test/e2e/*.test.ts']),
		project('e2e', ['<rootDir>/test/e2e/**/*.e2e.ts']),
		project('long', ['<rootDir>/test/faults/**/*.{long.test,e2e}.ts']),
		project('browser', ['<rootDir>/test/browser/**/*.browser.ts']),
		project('sheets', ['<rootDir>/test/browser/**/*.sheets.ts']),
		project('doors', ['<rootDir>/test/doors/**/*.e2e.ts']),
		project('queue', ['<rootDir>/test/queue/**/*.e2e.ts']),
	],
};
