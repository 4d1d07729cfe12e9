import { bits, mayOn } from '../world/rights';
import type { Device } from '../world/world';
import { findDevice, isForeign, isGiven, isText, never, type Call, type Commands } from './command';

const isWindows = ({ node: { agent } }: Device): boolean => agent !== undefined && agent.id > 0 && agent.id < 5;

/**
 * With `reply` it waits for output, of whatever device: every run of `meshctrl` asks under the same name, and replies go to every
 * session of the user. Nothing ends the wait when none comes.
 */
async function runCommand(call: Call): Promise<string> {
	const { args, world, agent } = call;
	if (typeof args.run !== 'string') return await never();
	if (!isText(args.id, 1, 1_024)) return 'Invalid nodeid';
	if (isForeign(args.id)) return 'Invalid domain';
	const device = findDevice(world, args.id);
	if (!device) return 'Invalid nodeid';
	if (!mayOn(world, device, bits.remoteCommand)) return 'Access denied';
	if (!device.node.agent) {
		// The server looks at the agent's kind without looking whether there is an agent, and ends.
		world.crash();
		return '';
	}
	const powerShell = isGiven(args.powershell);
	if (powerShell && !isWindows(device)) return 'Invalid command type';
	if (!device.connection || (device.connection.conn & 1) === 0) return 'Agent not connected';
	const runAsUser = isGiven(args.runasuser) ? 1 : isGiven(args.runasuseronly) ? 2 : 0;
	const reply = isGiven(args.reply);
	const replied = reply ? agent.nextReply() : undefined;
	const cmdType = powerShell ? 2 : isWindows(device) ? 1 : 3;
	world.log({
		etype: 'node', nodeid: device.node._id, action: 'runcommands', msg: 'Running commands', msgid: cmdType === 3 ? 24 : cmdType === 1 ? 99 : 100,
		cmds: args.run, cmdType, runAsUser,
	});
	agent.start(device, { text: args.run, powerShell, runAsUser }, reply);
	return replied ? await replied : 'OK';
}

export const runCommands: Commands = {
	runcommand: {
		needs: [
			['id', 'Missing device id, use --id \'[deviceid]\''],
			['run', 'Missing run, use --run "command"'],
		],
		run: runCommand,
	},
	shell: { needs: [['id', 'Missing device id, use --id \'[deviceid]\'']], run: never },
	showevents: { run: never },
};
