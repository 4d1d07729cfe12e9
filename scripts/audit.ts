/**
 * Asks the package registry for known vulnerabilities of everything in the lock file. Ends with 1 where one is high or critical and this
 * project's to mend; what only the n8n under test has, is shown. Nothing is installed for it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graveAdvisories, type AuditReport, type Lock } from './advisories';

const root = join(__dirname, '..');

function asked(): AuditReport {
	const { stdout, stderr } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 64_000_000 });
	try {
		return JSON.parse(stdout) as AuditReport;
	} catch {
		throw new Error(`npm audit answered no JSON:\n${stderr}`);
	}
}

function main(): number {
	const report = asked();
	const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
	let grave;
	try {
		grave = graveAdvisories(report, lock);
	} catch (error) {
		// A registry that cannot say is not one that says all is well.
		console.error(`${(error as Error).message} It said:\n${JSON.stringify(report, null, 2).slice(0, 2_000)}`);
		return 1;
	}
	const ours = grave.filter(({ isOfN8n }) => !isOfN8n);
	for (const { name, severity, about, isOfN8n } of grave) console.log(`${isOfN8n ? 'in the n8n under test only' : 'TO BE MENDED'}: ${name} (${severity}) ${about.join('; ')}`);
	console.log(`${ours.length} high or critical to be mended, ${grave.length - ours.length} in the n8n under test only.`);
	return ours.length > 0 ? 1 : 0;
}

process.exit(main());
