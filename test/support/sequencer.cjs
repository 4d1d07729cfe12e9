const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest, by measurement: begun last, it would keep one core busy while all others have nothing left to do. */
const FIRST = ['nodes/invariants.test.ts', 'nodes/tacticalRmm.office.test.ts', 'watch/mass.property.test.ts', 'watch/size.test.ts', 'watch/history.property.test.ts', 'nodes/tacticalRmm.rights.test.ts', 'faults/matrix.test.ts'];

const place = ({ path }) => {
	const at = FIRST.findIndex((each) => path.replaceAll('\\', '/').endsWith(each));
	return at < 0 ? FIRST.length : at;
};

module.exports = class extends Sequencer {
	async sort(tests) {
		return [...(await super.sort(tests))].sort((a, b) => place(a) - place(b));
	}
};
