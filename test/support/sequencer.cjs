const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest, by measurement: begun last, it would keep one core busy while all others have nothing left to do. */
const FIRST = [
	'faults/matrix.test.ts',
	'faults/hostile.test.ts',
	'e2e/triggerSmoke.test.ts',
	'e2e/smoke.test.ts',
	'nodes/invariants.test.ts',
	'nodes/tacticalRmmWebhookTrigger.registration.test.ts',
	'MeshCentral/wrapper.run.test.ts',
	'nodes/netalertxLiveTrigger.test.ts',
	'watch/history.property.test.ts',
	'nodes/promise/matrix.test.ts',
	'MeshCentral/wrapper.listing.test.ts',
	'MeshCentral/shell.unix.test.ts',
	'nodes/tacticalRmmWebhookTrigger.test.ts',
	'watch/mass.property.test.ts',
	'watch/size.test.ts',
	'nodes/tacticalRmm.rights.test.ts',
	'nodes/advice.test.ts',
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
