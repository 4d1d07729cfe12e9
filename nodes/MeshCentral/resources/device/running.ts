import { choice, flag, when, wholeNumber } from '../../../shared/fields';
import { failOnExitCode, unlessFailed } from '../../../shared/exitCode';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { lines } from '../texts';

const whileWaiting = { waitForOutput: [true] };

export const runCommand = operation({
	name: 'Run Command',
	value: 'runCommand',
	action: 'Run command on device',
	description: 'Run a command or script in a shell of the device and return its output and exit code',
	effect: 'once',
	rollsOut: { exitCode: 'failOnExitCode' },
	notice:
		'Commands cannot read input. Each device runs one command at a time: others wait for it until their timeout.',
	fields: {
		deviceId: deviceLocator,
		command: lines({ displayName: 'Command', placeholder: 'e.g. uptime', description: 'One or more lines, as the shell accepts them' }),
		shell: choice({
			displayName: 'Shell',
			default: 'default',
			options: [
				{ name: 'Agent Console', value: 'console', description: "MeshCentral's own commands, such as info or netinfo; it returns no exit code" },
				{ name: 'Command Prompt', value: 'cmd', description: 'On Windows' },
				{ name: 'Default', value: 'default', description: 'Command Prompt on Windows, sh on all other systems' },
				{ name: 'PowerShell', value: 'powershell', description: 'On Windows' },
				{ name: 'Sh', value: 'sh', description: 'On Linux, macOS and BSD' },
			],
		}),
		runAs: choice({
			displayName: 'Run As',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent', description: 'As the account of the agent, which is usually root or SYSTEM' },
				{ name: 'Logged-In User', value: 'user', description: 'Times out if nobody is logged in' },
				{ name: 'Logged-In User or Agent', value: 'userIfAny', description: 'As the user who is logged in, or else as the agent' },
			],
		}),
		waitForOutput: flag({
			displayName: 'Wait for Output',
			default: true,
			description: 'Whether to wait until the command has finished. If off, it runs in the background of the device without a time limit, and its result is not known.',
		}),
		timeout: when(
			whileWaiting,
			wholeNumber({
				displayName: 'Timeout (Seconds)',
				default: 60,
				min: 1,
				max: 86_400,
				description: 'How long the command may run. After that, it is stopped on the device, with exit code 124 and the output so far. Agent Console: how long to wait for its answer.',
			}),
		),
		outputAtMost: when(
			whileWaiting,
			wholeNumber({
				displayName: 'Maximum Output Size (KB)',
				default: 1024,
				min: 1,
				max: 5120,
				description: 'How much output to return. The device drops the rest; the command still runs to its end. Large outputs keep the agent busy. Over REST commands, the limit is 47 KB.',
			}),
		),
		failOnExitCode: when(whileWaiting, failOnExitCode),
	},
	run: async ({ client, fields }) => {
		const { command, shell, runAs, waitForOutput: wait, timeout = 0, outputAtMost = 0, failOnExitCode: fail = false } = fields;
		const device = await client.device(fields.deviceId);
		const { _id: id, name } = device;
		const order = { text: command, shell, runAs, wait, timeoutMs: timeout * 1000, outputAtMost: outputAtMost * 1024 };
		const { exitCode, output, timedOut, truncated, processId = null, durationMs } = await client.run(device, order);
		// That it began is proven by the number of its process.
		if (!wait) return { name, sent: true, confirmed: processId !== null, processId, durationMs, id };
		const what = timedOut ? `The command on ${name} was stopped after ${timeout} s, and` : `The command on ${name}`;
		return unlessFailed({ name, exitCode, output: output ?? '', timedOut, truncated, durationMs, id }, what, { failOnExitCode: fail });
	},
});

export const processes = operation({
	name: 'Get Processes',
	value: 'processes',
	action: 'Get device processes',
	description: 'List the running processes, one item per process',
	effect: 'read',
	fields: { deviceId: deviceLocator },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const running = await client.processes(device);
		return running.map((process) => ({ deviceName: device.name, ...process, deviceId: device._id }));
	},
});

export const services = operation({
	name: 'Get Services',
	value: 'services',
	action: 'Get device services',
	description: 'List the services of a device, one item per service',
	effect: 'read',
	fields: { deviceId: deviceLocator },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const found = await client.services(device);
		return found.map((service) => ({ deviceName: device.name, ...service, deviceId: device._id }));
	},
});
