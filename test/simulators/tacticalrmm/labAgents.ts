import type { Agent, AgentRow } from './agent';
import { day, hour, minute } from './clock';
import type { Tracked } from './rows';
import type { World } from './world';

/** The agents of the lab that recorded answers name, by their place in it; the others' ids are made up. */
const knownIds: Record<number, string> = {
	0: 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk',
	1: 'SBvrjnWvgfygwwMqZcUDIhyfJsONxKmTecQoXsfo',
	2: 'gyrDOxkxwnQrSRPeMOkIUpkDyrOSJoRuXXdocZuz',
	3: 'renKTunPFzPDjqipVJIqVLBLzxoiGFfWdhjOkYRB',
	4: 'MeyyMDHqJaRUhRIWrXPvhsBkDaUUqGWlGgOtOGMm',
	5: 'jxWkIXHaMuFbhxZtpdpKffUFeWIXiiQEJkqHMBnI',
	6: 'WUSmTtzQPxCHChpoevbLJoLoaeTOdoecveGprQFn',
	9: 'msndLVIdVuddLEGHkdGfleMeRpzhKpLMcNfAQLKH',
	10: 'uqnQTupqziQPtDuWeaDNKgeInGqiwepxskCITtNZ',
	15: 'QmxBeQvNuQhUtGtQAuzSsJimAQyRVlNKtzJatsnB',
	16: 'YLMPuDCCRnGEYYVkQfsGQONvfWpRtoZmjbcpENXe',
	24: 'vQRZzUkDiNIbzLKQbfPBiDldqyunDuvWyrWAqfEb',
	29: 'sChDStSzrGIFCfMcBVuMqbfoRKLbWRrKcWWlEHPC',
};

const labSize = 30;
const sites = 5;

/** The lab's agents, then as many as are wanted beyond them. Each sixth is a Mac, each sixth a Linux machine; odd ones are workstations. */
export function seedAgents(world: World, made: Tracked, size: number): void {
	for (let index = 0; index < Math.max(size, labSize); index++) {
		const agent = world.addAgent(rowOf(index, made, world), knownIds[index]);
		if (index < labSize) dress(world, agent, index);
		else if (world.random.below(20) === 0) agent.silentFor(2 * hour);
	}
}

/** The history of a lab agent: whether it is silent, what was set and scanned. */
function dress({ tables }: World, agent: Agent, index: number): void {
	if (index === labSize - 1) agent.silentFor(null);
	else if (index % 8 === 3) agent.silentFor(12 * minute);
	else if (index % 6 === 4) agent.silentFor(2 * day);
	tables.customValues.add({ model: 'agent', owner: agent.id, field: 4, value: String(1001 + index) });
	if (index < 8) {
		tables.customValues.add({ model: 'agent', owner: agent.id, field: 5, value: 'high' });
		tables.customValues.add({ model: 'agent', owner: agent.id, field: 1, value: `rack ${index % 5}` });
		tables.customValues.add({ model: 'agent', owner: agent.id, field: 7, value: true });
		tables.customValues.add({ model: 'agent', owner: agent.id, field: 6, value: ['web', 'print'] });
		tables.software.add({ agent: agent.id, software: labSoftware });
	}
}

function rowOf(index: number, made: Tracked, world: World): AgentRow {
	const plat = ({ 2: 'darwin', 5: 'linux' } as const)[index % 6] ?? 'windows';
	const isServer = index % 2 === 0;
	const prefix = { windows: 'WIN', linux: 'LIN', darwin: 'DAR' }[plat];
	return {
		...made, created_by: 'lab', version: index % 4 === 0 ? '2.8.0' : '2.11.0', plat, goarch: plat === 'darwin' ? 'arm64' : 'amd64',
		hostname: `${prefix}-${isServer ? 'SRV' : 'WS'}-${String(index).padStart(2, '0')}`,
		services: plat === 'windows' ? windowsServices() : null,
		public_ip: `203.0.${113 + (index >> 8)}.${(index & 255) + 1}`, total_ram: 16, disks: disksOf(plat),
		boot_time: Math.floor(world.now().getTime() / 1000) - (index % 30) * 86400 + 0.433164,
		logged_in_username: isServer ? 'None' : 'jdoe', last_logged_in_user: 'administrator',
		monitoring_type: isServer ? 'server' : 'workstation', description: `lab device ${index}`,
		mesh_node_id: String(index + 1).padStart(124, '0'), overdue_email_alert: false, overdue_text_alert: false,
		overdue_dashboard_alert: index % 6 === 0, offline_time: 4, overdue_time: 30, check_interval: 120, needs_reboot: index === 3,
		choco_installed: plat === 'windows', patches_last_installed: null, time_zone: null, maintenance_mode: false,
		block_policy_inheritance: false, default_shell: 'use_global', default_shell_custom: '', site: (index % sites) + 1, policy: null,
		...madeOf(plat, index),
	};
}

const windowsHardware = { cpu: 'Intel(R) Xeon(R) Gold 6226', disk: 'LAB NVMe 512', graphics: 'Lab Graphics 2000' };

function madeOf(plat: AgentRow['plat'], index: number): Pick<AgentRow, 'operating_system' | 'hardware' | 'wmi_detail'> {
	if (plat !== 'windows') return unixMadeOf(plat, index);
	const serial = `SN${String(index).padStart(6, '0')}`;
	const address = `192.168.${index % 250}.20`;
	const server = 'Windows Server 2022 Standard, 64 bit v21H2 (build 20348.2340)';
	return {
		operating_system: index % 2 === 0 ? server : 'Windows 11 Pro, 64 bit v23H2 (build 22631.3296)',
		hardware: {
			cpu_model: [`${windowsHardware.cpu}, 8C/16T`], graphics: windowsHardware.graphics, local_ips: address,
			make_model: 'LabCo PowerLab R640', physical_disks: [`${windowsHardware.disk} 477GB SCSI`], serial_number: serial,
		},
		wmi_detail: {
			os: [[{ Caption: 'Microsoft Windows' }]], cpu: [[{ Name: windowsHardware.cpu, NumberOfCores: 8, NumberOfLogicalProcessors: 16 }]],
			mem: [[{ Capacity: 17179869184 }]], usb: [], bios: [[{ SerialNumber: serial }]],
			disk: [[{ Size: 512110190592, Caption: windowsHardware.disk, InterfaceType: 'SCSI' }]],
			comp_sys: [[{ Model: 'PowerLab R640', Manufacturer: 'LabCo', SystemFamily: 'PowerLab' }]],
			graphics: [[{ Caption: windowsHardware.graphics }]], base_board: [[{ Product: '0XYZ', Manufacturer: 'LabCo' }]],
			comp_sys_prod: [[{ Vendor: 'LabCo', Version: '1.0' }]], network_config: [[{ IPAddress: [address, 'fe80::1'] }]],
			desktop_monitor: [], network_adapter: [],
		},
	};
}

function unixMadeOf(plat: 'linux' | 'darwin', index: number): Pick<AgentRow, 'operating_system' | 'hardware' | 'wmi_detail'> {
	const cpu = plat === 'linux' ? 'AMD EPYC 7302' : 'Apple M2';
	const make = plat === 'linux' ? 'QEMU Standard PC' : 'Apple Mac mini';
	const address = `10.${index >> 8}.${index & 255}.10/24`;
	// With the prefix, and on some beside IPv6 addresses, in the order of the network cards.
	const addresses = plat === 'linux' ? [address] : ['fe80::1/64', address];
	const serial = `VM-${String(index).padStart(4, '0')}`;
	const disk = 'Virtual disk 64GB';
	return {
		operating_system: plat === 'linux' ? 'Debian 12.5 x86_64 6.1.0-18-amd64' : 'macOS 14.4 arm64 23.4.0',
		hardware: {
			cpu_model: [cpu], graphics: 'No graphics cards', local_ips: addresses.join(', '), make_model: make, physical_disks: [disk],
			serial_number: serial,
		},
		wmi_detail: { cpus: [cpu], gpus: [], disks: [disk], local_ips: addresses, make_model: make, serialnumber: serial },
	};
}

function disksOf(plat: AgentRow['plat']): Record<string, unknown>[] {
	const device = { windows: ['C:', 'NTFS'], linux: ['/dev/sda1', 'ext4'], darwin: ['/dev/disk3s1', 'apfs'] }[plat];
	return [{ free: '200 GB', used: '300 GB', total: '500 GB', device: device[0], fstype: device[1], percent: 60 }];
}

/** What a Windows agent tells of its services; a fresh copy, for they can be stopped. */
function windowsServices(): Record<string, unknown>[] {
	return [
		{
			pid: 2204, name: 'Spooler', status: 'running', binpath: 'C:\\Windows\\System32\\spoolsv.exe', username: 'LocalSystem',
			autodelay: false, start_type: 'Automatic', description: 'Spools print jobs', display_name: 'Print Spooler',
		},
		{
			pid: 0, name: 'wuauserv', status: 'stopped', binpath: 'C:\\Windows\\system32\\svchost.exe -k netsvcs -p',
			username: 'LocalSystem', autodelay: false, start_type: 'Manual', description: 'Windows Update', display_name: 'Windows Update',
		},
	];
}

const labSoftware: Record<string, string>[] = [
	{
		name: '7-Zip 23.01 (x64)', size: '5.5 MB', source: 'C:\\pkg\\', version: '23.01', location: 'C:\\Program Files\\7-Zip\\',
		publisher: 'Igor Pavlov', uninstall: '"C:\\Program Files\\7-Zip\\Uninstall.exe"', install_date: '2025-01-02 00:00:00 +0000 UTC',
	},
	{
		name: 'Mozilla Firefox (x64 en-US)', size: '211 MB', source: '', version: '123.0', publisher: 'Mozilla',
		location: 'C:\\Program Files\\Mozilla Firefox', uninstall: '"C:\\Program Files\\Mozilla Firefox\\uninstall\\helper.exe"',
		install_date: '0001-01-01 00:00:00 +0000 UTC',
	},
];
