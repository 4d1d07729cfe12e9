import { InputError } from '../../../shared/errors';
import { choice, flag, wholeNumber, when } from '../../../shared/fields';
import { architectures, monitoringTypes } from '../../fields';
import { siteLocator } from '../../locator';
import { operation } from '../../operation';

export const getInstaller = operation({
	name: 'Get Installer',
	value: 'getInstaller',
	action: 'Get agent installer',
	description: 'Create a command or script that installs an agent for a site',
	effect: 'once',
	rights: ['can_install_agents', 'can_list_sites'],
	notice: 'The output contains a token. Anyone with it can add agents to the server until it expires.',
	fields: {
		siteId: siteLocator,
		method: choice({
			displayName: 'Method',
			default: 'manual',
			options: [
				{ name: 'Bash Script (Linux)', value: 'bash', description: 'Only on servers with a code-signing token' },
				{ name: 'Command (macOS)', value: 'mac', description: 'Only on servers with a code-signing token' },
				{ name: 'Command (Windows)', value: 'manual' },
				{ name: 'PowerShell Script (Windows)', value: 'powershell' },
			],
		}),
		agentType: choice({ displayName: 'Monitoring Type', default: 'workstation', options: monitoringTypes }),
		arch: choice({ displayName: 'Architecture', default: 'amd64', options: architectures }),
		expiresHours: wholeNumber({ displayName: 'Expires After (Hours)', default: 24, min: 1, max: 8760, description: 'When the token in it can no longer be used' }),
		power: when(
			{ method: ['manual', 'powershell'] },
			flag({ displayName: 'Disable Sleep and Hibernate', default: false, description: 'Whether the installer keeps the computer from sleeping' }),
		),
		rdp: when({ method: ['manual', 'powershell'] }, flag({ displayName: 'Enable RDP', default: false, description: 'Whether the installer turns on remote desktop' })),
		ping: when({ method: ['manual', 'powershell'] }, flag({ displayName: 'Enable Ping', default: false, description: 'Whether the installer allows pings in the firewall' })),
	},
	run: async ({ client, fields }) => {
		const { siteId, method, agentType, arch, expiresHours, power = false, rdp = false, ping = false } = fields;
		const site = (await client.directory.sites()).find(({ id }) => id === Number(siteId));
		if (!site) throw new InputError(`Tactical RMM has no site with the ID ${siteId}`, 'Choose it from the list. Nothing was sent.');
		const made = await client.agents.installer({ method, client: site.client, site: site.id, agentType, arch, expiresHours, power, rdp, ping });
		const shown = typeof made === 'string' ? { script: made } : { command: made.cmd, url: made.url ?? null };
		return { siteId: site.id, clientId: site.client, ...shown };
	},
});
