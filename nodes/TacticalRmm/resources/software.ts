import { InputError } from '../../shared/errors';
import { choice, flag, limited, optionalText, paging, simplify, when, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { pingFirst } from '../fields';
import { agentLocator } from '../locator';
import { nameOf, naming } from '../naming';
import { operation } from '../operation';
import { packageName, programName } from '../recordLocators';
import type { Program } from '../schemas/software';
import { uninstalling } from '../versions';

/** Whose software it is; the name is known where all agents were read. */
interface Owner {
	deviceId: string | null;
	deviceName: string | null;
}

function toProgram({ name, version, publisher, install_date, size, location, uninstall }: Program, owner: Owner) {
	return {
		deviceName: owner.deviceName,
		name,
		version: version || null,
		publisher: publisher || null,
		installDate: dayOf(install_date),
		size: size || null,
		location: location || null,
		uninstall: uninstall || null,
		scanned: true,
		deviceId: owner.deviceId,
	};
}

/** An agent that was never asked for its software: not the same as one without any. */
function neverScanned(owner: Owner) {
	return { deviceName: owner.deviceName, name: null, version: null, publisher: null, installDate: null, size: null, location: null, uninstall: null, scanned: false, deviceId: owner.deviceId };
}

/** The day of what the agent writes as `2025-01-02 00:00:00 +0000 UTC`; year 1 stands for unknown. */
function dayOf(written: string | null | undefined): string | null {
	const day = /^\d{4}-\d{2}-\d{2}/.exec(written ?? '')?.[0];
	return day && !day.startsWith('0001') ? day : null;
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many programs',
	description: 'Retrieve the software of one agent or all agents, as of the last scan',
	effect: 'read',
	rights: ['can_list_software'],
	fields: {
		softwareOf: choice({
			displayName: 'Software Of',
			default: 'one',
			options: [
				{ name: 'All Agents', value: 'all', description: 'All agents that were ever scanned' },
				{ name: 'One Agent', value: 'one' },
			],
		}),
		deviceId: when({ softwareOf: ['one'] }, agentLocator),
		nameContains: optionalText({ displayName: 'Name Contains', placeholder: 'e.g. firefox', description: 'Not case-sensitive. Leave empty for all.' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const wanted = fields.nameContains.trim().toLowerCase();
		const found = fields.deviceId === undefined ? await ofAll(client) : await ofOne(client, fields.deviceId);
		const matching = found.filter(({ program }) => (program ? program.name.toLowerCase().includes(wanted) : !wanted || fields.softwareOf === 'one'));
		return limited(matching, fields).map(({ owner, program }) => {
			if (!program) return neverScanned(owner);
			return fields.simplify ? toProgram(program, owner) : { ...program, ...owner };
		});
	},
});

type Found = Array<{ owner: Owner; program?: Program }>;

async function ofOne(client: TacticalRmmClient, deviceId: string): Promise<Found> {
	const owner = { deviceId, deviceName: await nameOf(client, deviceId) };
	const programs = await client.software.ofAgent(deviceId);
	return programs ? programs.map((program) => ({ owner, program })) : [{ owner }];
}

/** The list names agents by number, which only their short list tells. */
async function ofAll(client: TacticalRmmClient): Promise<Found> {
	const agents = new Map((await client.directory.agents()).map((agent) => [agent.id, agent]));
	return (await client.software.ofAll()).flatMap(({ agent: id, software }) => {
		const agent = agents.get(id);
		const owner = { deviceId: agent?.agent_id ?? null, deviceName: agent?.hostname ?? null };
		return software.map((program) => ({ owner, program }));
	});
}

const refresh = operation({
	name: 'Refresh',
	value: 'refresh',
	action: 'Refresh software list',
	description: 'Update the list of installed software of an agent, and wait for it',
	effect: 'idempotent',
	rights: ['can_manage_software'],
	fields: { deviceId: agentLocator },
	run: async ({ client, fields }) => await naming(client, fields.deviceId, async () => ({ message: await client.software.refresh(fields.deviceId) })),
});

const install = operation({
	name: 'Install',
	value: 'install',
	action: 'Install software package',
	description: "Install a package from Chocolatey on an agent (Windows); 'Get Pending Actions' of the agent shows the outcome",
	effect: 'once',
	rights: ['can_manage_software'],
	fields: {
		deviceId: agentLocator,
		packageName,
	},
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields }) => {
		const { deviceId: id, packageName: name } = fields;
		return await naming(client, id, async () => ({ package: name, message: await client.software.install(id, name) }));
	},
});

/** Each one waits by looking at the history of its agent, which comes whole. */
const UNINSTALLS_AT_ONCE = 25;

const uninstall = operation({
	name: 'Uninstall',
	value: 'uninstall',
	action: 'Uninstall software',
	description: 'Run the command that uninstalls a program on an agent, and wait for its output',
	effect: 'once',
	rights: ['can_manage_software', 'can_send_cmd', 'can_list_agents', 'can_list_agent_history'],
	notice: "Tactical RMM does not report the command's exit code. Check its output, or use 'Refresh' and 'Get Many' to check whether the program is gone.",
	atOnce: UNINSTALLS_AT_ONCE,
	fields: {
		deviceId: agentLocator,
		programName,
		command: optionalText({
			displayName: 'Command',
			placeholder: 'e.g. "C:\\Program Files\\7-Zip\\Uninstall.exe" /S',
			description: "Leave empty for the one in the software list. It may open a window and wait forever; add the program's silent switch, such as /S or /quiet.",
		}),
		timeout: wholeNumber({ displayName: 'Timeout (Seconds)', default: 900, min: 1, description: 'How long the command may take on the agent' }),
		runAsUser: flag({ displayName: 'Run as User', default: false, description: 'Whether to run as the logged-in user (Windows)' }),
		waitForOutput: flag({
			displayName: 'Wait for Output',
			default: true,
			description: "Whether to wait until the agent has reported the output. If off, the output is only in the agent's history.",
		}),
		pingFirst,
	},
	affects: () => 1,
	rollsOut: {},
	run: async ({ client, fields, signal }) => {
		const { deviceId: id, programName: program, timeout, runAsUser } = fields;
		await client.core.requireSince(uninstalling);
		const command = fields.command.trim() || (await commandOf(client, id, program));
		const name = fields.pingFirst ? await client.live.requireOnline(id) : await nameOf(client, id);
		const request = { name: program, command, timeout, runAsUser };
		const told = fields.waitForOutput ? await client.uninstalls.run(id, request, signal) : { message: await client.software.uninstall(id, request) };
		return { name, program, command, ...told, id };
	},
});

/** The command by which the one program of that name uninstalls itself. */
async function commandOf(client: TacticalRmmClient, deviceId: string, name: string): Promise<string> {
	const programs = (await client.software.ofAgent(deviceId)) ?? [];
	const commands = new Set(programs.filter((program) => program.name.trim() === name).map((program) => program.uninstall ?? ''));
	const [command = '', ...others] = commands;
	if (command && others.length === 0) return command;
	const reason =
		commands.size === 0 ? 'has no program of this name in its list of software' : others.length > 0 ? 'has several programs of this name' : 'knows no command for it';
	throw new InputError(`"${name}" cannot be uninstalled: the agent ${reason}`, "Enter the command, or update the list with 'Refresh'. Nothing was sent.");
}

const getPackages = operation({
	name: 'Get Chocolatey Packages',
	value: 'getPackages',
	action: 'Get packages from Chocolatey',
	description: "Retrieve the names of packages for 'Install'",
	effect: 'read',
	rights: [],
	fields: {
		nameContains: optionalText({ displayName: 'Name Contains', placeholder: 'e.g. firefox', description: 'Not case-sensitive. Leave empty for all.' }),
		...paging,
	},
	run: async ({ client, fields }) => {
		const wanted = fields.nameContains.trim().toLowerCase();
		return limited((await client.software.packages()).filter(({ name }) => name.toLowerCase().includes(wanted)), fields);
	},
});

export const software: Resource<TacticalRmmClient> = { name: 'Software', value: 'software', operations: [getAll, refresh, install, uninstall, getPackages] };
