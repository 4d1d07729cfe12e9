/** A `meshctrl` that works on the simulated world. */
import type { FakeAgent } from '../device/agent';
import type { Backend, Ending } from '../backend';
import type { World } from '../world/world';
import { parseArguments } from './arguments';
import { Failed, type Call, type Command, type Commands } from './command';
import { deviceCommands } from './devices';
import { groupCommands } from './groups';
import { infoCommands } from './deviceInfo';
import { listingCommands } from './listing';
import { runCommands } from './run';
import { serverCommands } from './server';
import { sharingCommands } from './sharing';
import { userCommands } from './users';

const commands: Commands = {
	...listingCommands, ...infoCommands, ...deviceCommands, ...runCommands, ...sharingCommands, ...groupCommands, ...userCommands, ...serverCommands,
};

/** In the order in which `meshctrl` names them. */
const names = [
	'edituser', 'listusers', 'listusersessions', 'listdevicegroups', 'listdevices', 'listusersofdevicegroup', 'listevents', 'logintokens',
	'serverinfo', 'userinfo', 'adduser', 'removeuser', 'adddevicegroup', 'removedevicegroup', 'editdevicegroup', 'broadcast', 'showevents',
	'addusertodevicegroup', 'removeuserfromdevicegroup', 'addusertodevice', 'removeuserfromdevice', 'sendinviteemail', 'generateinvitelink',
	'config', 'movetodevicegroup', 'deviceinfo', 'removedevice', 'editdevice', 'addlocaldevice', 'addamtdevice', 'addusergroup',
	'listusergroups', 'removeusergroup', 'runcommand', 'shell', 'upload', 'download', 'deviceopenurl', 'devicemessage', 'devicetoast',
	'addtousergroup', 'removefromusergroup', 'removeallusersfromusergroup', 'devicesharing', 'devicepower', 'indexagenterrorlog',
	'agentdownload', 'report', 'grouptoast', 'groupmessage', 'webrelay',
];

const said = (text: string): Ending => ({ output: `${text}\n`, exitCode: 0 });

/** The sentence about the first parameter that is missing. */
function missing({ needs = [] }: Command, args: Call['args']): string | undefined {
	return needs.find(([name]) => [name].flat().every((each) => args[each] === undefined))?.[1];
}

export function simulatedMeshctrl(world: World, agent: FakeAgent): Backend {
	return async (words) => {
		const { words: given, args } = parseArguments(words);
		const name = String(given[0] ?? '').toLowerCase();
		if (name === 'help') return said(`Get help on an action. Type:\r\n\r\n  help [action]\r\n\r\nPossible actions are: ${names.join(', ')}.`);
		const command = commands[name];
		if (!command) return said(`Invalid command. Possible commands are: ${names.join(', ')}.`);
		const sentence = missing(command, args);
		if (sentence !== undefined) return said(sentence);
		// The wrapper gives its own as well, and of two there is a list.
		if (args.url !== undefined) return said('Invalid url.');
		if (world.down) return said(`Unable to connect to ${world.url.replace(/^http/, 'ws')}/control.ashx`);
		if (world.rejectsWrapper || args.loginuser !== undefined || args.loginpass !== undefined) return said('Invalid login.');
		try {
			return said(await command.run({ args, world, agent }));
		} catch (error) {
			if (error instanceof Failed) return { output: `${error.message}\n`, exitCode: 1 };
			if (error instanceof TypeError || error instanceof ReferenceError) return { output: `/opt/mesh/meshctrl.js:1\n\n${error.stack}\n\nNode.js v20.20.2\n`, exitCode: 1 };
			throw error;
		}
	};
}
