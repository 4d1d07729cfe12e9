const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What takes longest, by measurement: begun last, it would keep one core busy while all others have nothing left to do. Files that wait most
 * of their time lie between those that compute.
 */
const FIRST = [
	'faults/matrix.test.ts',
	'faults/hostile.test.ts',
	'e2e/triggerSmoke.test.ts',
	'e2e/smoke.test.ts',
	'nodes/invariants.test.ts',
	'MeshCentral/wrapper.run.test.ts',
	'watch/history.property.test.ts',
	'nodes/tacticalRmmWebhookTrigger.registration.test.ts',
	'nodes/netalertxLiveTrigger.test.ts',
	'watch/mass.property.test.ts',
	'watch/size.test.ts',
	'MeshCentral/shell.unix.test.ts',
	'nodes/tacticalRmm.rights.test.ts',
	'MeshCentral/control.rights.test.ts',
	'nodes/advice.test.ts',
	'nodes/promise/matrix.test.ts',
	'MeshCentral/wrapper.listing.test.ts',
	'nodes/tacticalRmmWebhookTrigger.test.ts',
];

const place = ({ path }) => {
	const at = FIRST.findIndex((each) => path.replaceAll('\\', '/').endsWith(each));
	return at < 0 ? FIRST.length : at;
};

module.exports = class extends Sequencer {
	async sort(tests) {
		return [...(await super.sort(tests))].sort((a, b) => place(a) - place(b));
	}
};
