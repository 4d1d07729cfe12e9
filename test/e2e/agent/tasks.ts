/** What people ask an agent for, and the call by which a model does it. */
import { byModel, deviceByModel } from './workflow';
import type { AgentWorld, ToolNode } from './world';

type Args = Readonly<Record<string, unknown>>;
/** What the model is shown: all of these, and none of those. */
export interface Shown {
	has: RegExp;
	not?: RegExp;
}

export interface Task {
	/** In the words of a person. */
	words: string;
	node: ToolNode;
	/** As the editor names the tool. */
	tool: string;
	/** The parameters that are set, and those that the model defines. */
	parameters: object;
	call(world: AgentWorld): Args;
	/** The result. */
	shown: Shown;
	/** How models get it wrong: a name for an ID, a label for a value, a word for a switch. Either it runs anyway, or the error says what to write. */
	slips: ReadonlyArray<readonly [slip: string, args: (world: AgentWorld) => Args, shown: Shown]>;
}

/** As the star button leaves it: the mode stays what it was, and the model knows no more than the label. */
const agent = deviceByModel('Agent', 'id');
const device = deviceByModel('Device', 'id');
const networkDevice = deviceByModel('Device', 'mac');
const online = (world: AgentWorld) => [...world.meshCentral.world.devices.values()].find(({ connection }) => connection?.conn === 1)!.node;
const GATEWAY = 'bmac-6f7726000001';

export const tasks: readonly Task[] = [
	{
		words: 'Which Windows machines need a reboot?',
		node: 'tacticalRmm', tool: 'Get many agents',
		parameters: { resource: 'agent', operation: 'getAll', platform: byModel('Platform'), filters: { needsReboot: byModel('Needs_Reboot', 'boolean') } },
		call: () => ({ Platform: 'windows', Needs_Reboot: true }),
		shown: { has: /WIN-/, not: /LIN-|DAR-|"needsReboot":false/ },
		slips: [
			['a label', () => ({ Platform: 'Windows', Needs_Reboot: true }), { has: /WIN-/, not: /LIN-|DAR-/ }],
			['a word of its own', () => ({ Platform: 'win32', Needs_Reboot: true }), { has: /'Platform' must be one of: .*Windows/ }],
			['"TRUE"', () => ({ Platform: 'windows', Needs_Reboot: 'TRUE' }), { has: /Needs_Reboot|WIN-/ }],
		],
	},
	{
		words: 'Which agents are offline?',
		node: 'tacticalRmm', tool: 'Get many agents',
		parameters: { resource: 'agent', operation: 'getAll', status: byModel('Status'), limit: byModel('Limit', 'number') },
		call: () => ({ Status: 'silent', Limit: 5 }),
		shown: { has: /"online":false/, not: /"online":true/ },
		slips: [
			['capitals', () => ({ Status: 'OFFLINE', Limit: 5 }), { has: /^/, not: /"online":true/ }],
			['a limit of nothing', () => ({ Status: 'silent', Limit: 0 }), { has: /'Limit' must be/ }],
		],
	},
	{
		words: 'Who am I on WIN-SRV-00?',
		node: 'tacticalRmm', tool: 'Run command on agent',
		parameters: { resource: 'agent', operation: 'runCommand', deviceId: agent, command: byModel('Command') },
		call: ({ tacticalRmm }) => ({ Agent: tacticalRmm.world.agent('WIN-SRV-00').agent_id, Command: 'whoami' }),
		shown: { has: /nt authority/ },
		slips: [
			['a name for an ID', () => ({ Agent: 'WIN-SRV-00', Command: 'whoami' }), { has: /nt authority/ }],
			['small letters', () => ({ Agent: 'win-srv-00', Command: 'whoami' }), { has: /nt authority/ }],
			['a name that there is not', () => ({ Agent: 'WIN-SRV-0', Command: 'whoami' }), { has: /has no agent with the ID or name "WIN-SRV-0"/ }],
			['no command', () => ({ Agent: 'WIN-SRV-00' }), { has: /Command/ }],
		],
	},
	{
		words: 'Take the inventory of WIN-WS-01',
		node: 'tacticalRmm', tool: 'Run script on agent',
		parameters: { resource: 'agent', operation: 'runScript', deviceId: agent, scriptId: deviceByModel('Script', 'id'), mode: 'wait' },
		call: () => ({ Agent: 'WIN-WS-01', Script: 'Inventory' }),
		shown: { has: /WIN-WS-01/ },
		slips: [['a script that there is not', () => ({ Agent: 'WIN-WS-01', Script: 'Inventarize' }), { has: /has no script with the ID or name "Inventarize"/ }]],
	},
	{
		words: 'Reboot WIN-WS-01',
		node: 'tacticalRmm', tool: 'Reboot agent',
		parameters: { resource: 'agent', operation: 'reboot', deviceId: agent },
		call: () => ({ Agent: 'WIN-WS-01' }),
		shown: { has: /WIN-WS-01/ },
		slips: [
			['two at once', () => ({ Agent: 'WIN-WS-01, WIN-SRV-00' }), { has: /has no agent with the ID or name/ }],
			['nothing', () => ({ Agent: '' }), { has: /'Agent' must not be empty/ }],
		],
	},
	{
		words: 'Put WIN-SRV-00 into maintenance',
		node: 'tacticalRmm', tool: 'Set agent maintenance',
		parameters: { resource: 'agent', operation: 'setMaintenance', maintenanceOf: byModel('Apply_To'), deviceId: agent, maintenanceMode: byModel('Maintenance', 'string') },
		call: () => ({ Apply_To: 'agent', Agent: 'WIN-SRV-00', Maintenance: 'true' }),
		shown: { has: /WIN-SRV-00/ },
		slips: [
			['"Yes"', () => ({ Apply_To: 'Agent', Agent: 'WIN-SRV-00', Maintenance: 'Yes' }), { has: /WIN-SRV-00/ }],
			['"maybe"', () => ({ Apply_To: 'agent', Agent: 'WIN-SRV-00', Maintenance: 'maybe' }), { has: /must be true or false/ }],
		],
	},
	{
		words: 'Which alerts are errors?',
		node: 'tacticalRmm', tool: 'Get many alerts',
		parameters: { resource: 'alert', operation: 'getAll', filters: { severities: byModel('Severities') } },
		call: () => ({ Severities: 'error' }),
		shown: { has: /error|^\[\]$/, not: /"severity":"(info|warning)"/ },
		slips: [
			['JSON text', () => ({ Severities: '["error","warning"]' }), { has: /^/, not: /must/ }],
			['a word of its own', () => ({ Severities: 'critical' }), { has: /must be one or more of: Error, Info.*, Warning/ }],
		],
	},
	{
		words: 'Which updates does WIN-SRV-00 lack?',
		node: 'tacticalRmm', tool: 'Get many Windows updates',
		parameters: { resource: 'windowsUpdate', operation: 'getAll', deviceId: agent, filters: { installed: byModel('Installed') } },
		call: () => ({ Agent: 'WIN-SRV-00', Installed: 'no' }),
		shown: { has: /KB|^\[\]$/, not: /"installed":true/ },
		slips: [['a label', () => ({ Agent: 'WIN-SRV-00', Installed: 'No' }), { has: /KB|^\[\]$/, not: /"installed":true/ }]],
	},
	{
		words: 'Is Firefox on WIN-WS-01?',
		node: 'tacticalRmm', tool: 'Get many software',
		parameters: { resource: 'software', operation: 'getAll', softwareOf: 'one', deviceId: agent, nameContains: byModel('Name_Contains') },
		call: () => ({ Agent: 'WIN-WS-01', Name_Contains: 'firefox' }),
		shown: { has: /Mozilla Firefox/ },
		slips: [['an agent of another system', () => ({ Agent: 'nas', Name_Contains: 'firefox' }), { has: /has no agent with the ID or name "nas"/ }]],
	},
	{
		words: 'Lock the name of the printer',
		node: 'netAlertX', tool: 'Lock device field',
		parameters: { resource: 'device', operation: 'lockField', deviceId: networkDevice, fieldName: byModel('Field') },
		call: () => ({ Device: '00:80:92:00:00:0c', Field: 'devName' }),
		shown: { has: /printer/ },
		slips: [
			['a name for a MAC address', () => ({ Device: 'printer', Field: 'devName' }), { has: /printer/ }],
			['a label', () => ({ Device: '00-80-92-00-00-0C', Field: 'Name' }), { has: /printer/ }],
			['a field that cannot be locked', () => ({ Device: 'printer', Field: 'colour' }), { has: /'Field' must be one of: / }],
		],
	},
	{
		words: 'Which devices are down?',
		node: 'netAlertX', tool: 'Get many devices',
		parameters: { resource: 'device', operation: 'getAll', listBy: 'status', status: byModel('Status') },
		call: () => ({ Status: 'down' }),
		shown: { has: /^\[/, not: /"online":true/ },
		slips: [
			['a label', () => ({ Status: 'Down' }), { has: /^\[/, not: /"online":true/ }],
			['a word of its own', () => ({ Status: 'dead' }), { has: /'Status' must be one of: / }],
		],
	},
	{
		words: 'Which devices are new on the network?',
		node: 'netAlertX', tool: 'Get many devices',
		parameters: { resource: 'device', operation: 'getAll', listBy: byModel('Devices'), status: byModel('Status') },
		call: () => ({ Devices: 'status', Status: 'new' }),
		shown: { has: /^\[/, not: /"isNew":false/ },
		slips: [['a label', () => ({ Devices: 'Devices by Status', Status: 'New' }), { has: /^\[/, not: /"isNew":false/ }]],
	},
	{
		words: 'Wake the nas',
		node: 'netAlertX', tool: 'Wake device',
		parameters: { resource: 'device', operation: 'wake', deviceId: networkDevice },
		call: () => ({ Device: '00:11:32:aa:bb:10' }),
		shown: { has: /nas/ },
		slips: [
			['an IP address for a MAC address', () => ({ Device: '192.168.10.10' }), { has: /nas/ }],
			['a MAC address that no device has', () => ({ Device: 'aa:bb:cc:00:00:99' }), { has: /has no (such )?device/ }],
		],
	},
	{
		words: 'What happened to the nas?',
		node: 'netAlertX', tool: 'Get many events',
		parameters: { resource: 'event', operation: 'getAll', eventsOf: 'one', deviceId: networkDevice, from: byModel('From') },
		call: () => ({ Device: 'nas', From: '2020-01-01' }),
		shown: { has: /^\[/ },
		slips: [['a time in words', () => ({ Device: 'nas', From: 'yesterday' }), { has: /'From' must be|^\[/ }]],
	},
	{
		words: "The tv is Ada's",
		node: 'netAlertX', tool: 'Update device',
		parameters: { resource: 'device', operation: 'update', deviceId: networkDevice, updateFields: { devOwner: byModel('Owner') } },
		call: () => ({ Device: 'tv', Owner: 'Ada' }),
		shown: { has: /tv/ },
		slips: [['a device that there is not', () => ({ Device: 'television', Owner: 'Ada' }), { has: /has no device with the MAC address, IP address or name "television"/ }]],
	},
	{
		words: 'Say hello on a computer',
		node: 'meshCentral', tool: 'Run command on device',
		parameters: { resource: 'device', operation: 'runCommand', deviceId: device, command: byModel('Command') },
		call: (world) => ({ Device: online(world)._id, Command: 'echo hello' }),
		shown: { has: /hello/ },
		slips: [
			['a name for an ID', (world) => ({ Device: online(world).name, Command: 'echo hello' }), { has: /hello/ }],
			['the ID of something else', () => ({ Device: `mesh//${'a'.repeat(64)}`, Command: 'echo hello' }), { has: /is not the ID of a device\b.*It is the ID of a device group/ }],
		],
	},
	{
		words: 'Restart a computer',
		node: 'meshCentral', tool: 'Change device power',
		parameters: { resource: 'device', operation: 'power', deviceId: device, powerAction: byModel('Action') },
		call: (world) => ({ Device: online(world).name, Action: 'reset' }),
		shown: { has: /"sent":true/ },
		slips: [
			['a label', (world) => ({ Device: online(world).name, Action: 'Reset' }), { has: /"sent":true/ }],
			['a word of its own', (world) => ({ Device: online(world).name, Action: 'explode' }), { has: /'Action' must be one of: / }],
		],
	},
	{
		words: 'Which computers are offline?',
		node: 'meshCentral', tool: 'Get many devices',
		parameters: { resource: 'device', operation: 'getAll', status: byModel('Status'), limit: byModel('Limit', 'number') },
		call: () => ({ Status: 'offline', Limit: 10 }),
		shown: { has: /^\[/, not: /"online":true/ },
		slips: [
			['a label', () => ({ Status: 'Offline', Limit: 10 }), { has: /^\[/, not: /"online":true/ }],
			['half a number', () => ({ Status: 'offline', Limit: 2.5 }), { has: /'Limit' must be a whole number/ }],
		],
	},
	{
		words: 'Which gateways are disconnected?',
		node: 'meshtech', tool: 'Get many devices',
		parameters: { resource: 'device', operation: 'getAll', filters: { connected: byModel('Connected') } },
		call: () => ({ Connected: 'disconnected' }),
		shown: { has: /^\[/, not: /"online":true/ },
		slips: [
			['a label', () => ({ Connected: 'Disconnected' }), { has: /^\[/, not: /"online":true/ }],
			['a switch for a choice', () => ({ Connected: 'false' }), { has: /'Connection' must be one of: Connected, Disconnected/ }],
		],
	},
	{
		words: 'Mark a gateway as spare',
		node: 'meshtech', tool: 'Add label to device',
		parameters: { resource: 'device', operation: 'addLabel', deviceId: device, label: byModel('Label') },
		call: () => ({ Device: GATEWAY, Label: 'spare' }),
		shown: { has: /spare/ },
		slips: [
			['a name for an ID', (world) => ({ Device: world.meshtech.fleet.find(GATEWAY)!.friendlyName, Label: 'spare' }), { has: /spare/ }],
			['no label', () => ({ Device: GATEWAY, Label: ' ' }), { has: /'Label' must not be empty/ }],
		],
	},
];
