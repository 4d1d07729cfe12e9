import type { Script } from './rows';
import type { World } from './world';

const plain: Omit<Script, 'id' | 'name' | 'shell' | 'script_body'> = {
	description: '', script_type: 'userdefined', args: [], category: null, favorite: false, script_hash: null, default_timeout: 90,
	syntax: null, filename: null, hidden: false, supported_platforms: [], run_as_user: false, env_vars: [],
};

/** A script as it is made where nothing but that is given. */
export function blankScript(): Omit<Script, 'id'> {
	return { ...plain, name: '', shell: 'powershell', script_body: '' };
}

/** The lab's five scripts (one hidden, one built in), and a snippet. */
export function seedScripts({ tables: { scripts, snippets } }: World): void {
	scripts.add({
		...plain, name: 'Clear Temp', description: 'Removes temp files', shell: 'powershell', args: ['-Path', 'C:\\Temp'],
		category: 'Maintenance', script_body: 'Param([string]$Path)\nWrite-Output "cleared $Path"\n', default_timeout: 120,
		syntax: '-Path <string>', supported_platforms: ['windows'], env_vars: ['MODE=safe'],
	});
	scripts.add({
		...plain, name: 'Disk Report', description: 'Prints disk usage', shell: 'shell', category: 'Reporting', script_body: '#!/bin/bash\ndf\n',
		default_timeout: 60, supported_platforms: ['linux', 'darwin'],
	});
	scripts.add({
		...plain, name: 'Inventory', description: 'Collects inventory', shell: 'python', args: ['{{agent.hostname}}', '{{client.name}}'],
		category: 'Reporting', script_body: 'print("inventory")\n', env_vars: ['LEVEL=full'],
	});
	scripts.add({ ...plain, name: 'Old Script', shell: 'cmd', script_body: 'echo old\n', hidden: true });
	scripts.add({
		...plain, name: 'Community Cleanup', description: 'From the community', script_type: 'builtin', shell: 'powershell',
		category: 'TRMM (Win):Maintenance', script_body: 'Write-Output 1\n', filename: 'Win_Cleanup.ps1', supported_platforms: ['windows'],
	});
	snippets.add({ name: 'LogHeader', desc: 'header', code: 'Write-Output \'header\'\n', shell: 'powershell' });
}
