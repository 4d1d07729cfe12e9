// Two of these, before and after a node called 'Node', tell what it took: its executionTime, CPU of n8n's process, and for how long its
// event loop was blocked. Into a file, so that n8n need not keep what a node with megabytes of output made.
const { renameSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');

let started;

class CpuMeter {
	description = {
		displayName: 'CPU Meter',
		name: 'cpuMeter',
		group: ['transform'],
		version: 1,
		description: 'Starts the meter, or writes what it shows into a file',
		defaults: { name: 'CPU Meter' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
	};

	async execute() {
		const file = this.getNodeParameter('file', 0);
		if (file) {
			// In one step, for whoever waits for it.
			const [{ executionTime }] = this.runExecutionData.resultData.runData.Node;
			writeFileSync(`${file}.part`, JSON.stringify({ seconds: executionTime / 1_000, items: this.getInputData().length, ...read() }));
			renameSync(`${file}.part`, file);
			return [[]];
		}
		const delay = monitorEventLoopDelay({ resolution: 1 });
		delay.enable();
		started = { delay, at: performance.now(), cpu: process.cpuUsage() };
		return [this.getInputData()];
	}
}

function read() {
	const { user, system } = process.cpuUsage(started.cpu);
	started.delay.disable();
	return { cpuMs: (user + system) / 1_000, blockedMs: started.delay.count > 0 ? started.delay.max / 1e6 : performance.now() - started.at };
}

module.exports = { CpuMeter };
