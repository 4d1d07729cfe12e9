import { choice, flag, when, wholeNumber } from '../../../shared/fields';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { lines } from '../texts';

export const runCommand = operation({
	name: 'Run Command',
	value: 'runCommand',
	action: 'Run command on device',
	description: 'Run a command or script in a shell of the device and return its output and exit code',
	effect: 'once',
	notice:
		'The command gets no input, so that none can wait for it for ever. A device runs one command at a time: several for the same device follow each other. An exit code other than 0 is a result and not an error.',
	fields: {
		deviceId: deviceLocator,
		command: lines({ displayName: 'Command', placeholder: 'e.g. uptime', description: 'One or more lines, as the shell takes them' }),
		shell: choice({
			displayName: 'Shell',
			default: 'default',
			options: [
				{ name: 'Agent Console', value: 'console', description: "MeshCentral's own commands, such as info or netinfo; it gives no exit code" },
				{ name: 'Command Prompt', value: 'cmd', description: 'On Windows' },
				{ name: 'Default', value: 'default', description: 'Command Prompt on Windows, sh on all else' },
				{ name: 'PowerShell', value: 'powershell', description: 'On Windows' },
				{ name: 'Sh', value: 'sh', description: 'On Linux, macOS and BSD' },
			],
		}),
		runAs: choice({
			displayName: 'Run As',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent', description: 'As the account of the agent, which is usually root or SYSTEM' },
				{ name: 'Logged-In User', value: 'user', description: 'With nobody logged in, the device does not answer' },
				{ name: 'Logged-In User or Agent', value: 'userIfAny', description: 'As the user who is logged in, or else as the agent' },
			],
		}),
		waitForOutput: flag({
			displayName: 'Wait for Output',
			default: true,
			description: 'Whether to wait until the command has ended. Off, it is only handed to the device, and how it went is not known.',
		}),
		timeout: when(
			{ waitForOutput: [true] },
			wholeNumber({
				displayName: 'Timeout (Seconds)',
				default: 60,
				min: 1,
				max: 86_400,
				description: 'How long to wait for the output. The command itself is not ended by it, and the device takes no other until it has ended.',
			}),
		),
	},
	run: async ({ client, fields }) => {
		const { command, shell, runAs, waitForOutput: wait, timeout } = fields;
		const device = await client.device(fields.deviceId);
		const result = await client.run(device, { text: command, shell, runAs, wait, timeoutMs: (timeout ?? 0) * 1000 });
		return { id: device._id, name: device.name, ...(!wait && { sent: true, confirmed: false }), ...result };
	},
});

export const processes = operation({
	name: 'Get Processes',
	value: 'processes',
	action: 'Get processes of device',
	description: 'Retrieve what runs on a device, one item for each process',
	effect: 'read',
	fields: { deviceId: deviceLocator },
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		const running = await client.processes(device);
		return running.map((process) => ({ deviceId: device._id, deviceName: device.name, ...process }));
	},
});
