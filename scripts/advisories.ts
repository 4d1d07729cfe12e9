/** Which of npm's known vulnerabilities are this project's to mend. */

/** `package-lock.json`, as far as it is needed. */
export interface Lock {
	packages: Record<string, { devDependencies?: Names; dependencies?: Names; optionalDependencies?: Names; peerDependencies?: Names; link?: boolean }>;
}
type Names = Record<string, string>;

/** What `npm audit --json` prints, version 2. */
export interface AuditReport {
	auditReportVersion?: number;
	vulnerabilities?: Record<string, { severity: string; nodes: string[]; via: Array<string | { title?: string; url?: string }> }>;
}

export interface Advisory {
	name: string;
	severity: string;
	/** Titles and addresses of what is known. */
	about: string[];
	/** Only the n8n that tests run has it: n8n has to mend it, and nothing of it is in the package. */
	isOfN8n: boolean;
}

/** n8n itself, which nodes are tested in: each user has an n8n of their own. */
const N8N = new Set(['n8n-core', 'n8n-workflow']);
const GRAVE = new Set(['high', 'critical']);

/** @throws an Error for an answer that is no report: nothing is known then */
export function graveAdvisories(report: AuditReport, lock: Lock): Advisory[] {
	const { auditReportVersion, vulnerabilities } = report;
	if (auditReportVersion !== 2 || !vulnerabilities) throw new Error('npm audit answered no report of version 2.');
	const ours = reachable(lock, (name) => !N8N.has(name));
	const grave = Object.entries(vulnerabilities).filter(([, { severity }]) => GRAVE.has(severity));
	return grave.map(([name, { severity, nodes, via }]) => ({
		name,
		severity,
		about: via.map((each) => (typeof each === 'string' ? `by way of ${each}` : [each.title, each.url].filter(Boolean).join(' '))),
		isOfN8n: nodes.length > 0 && !nodes.some((path) => ours.has(path)),
	}));
}

/** Paths of everything that the chosen development dependencies need, as the lock file has it. */
export function reachable({ packages }: Lock, isChosen: (name: string) => boolean): Set<string> {
	const root = packages[''] ?? {};
	const found = new Set<string>();
	const queue = Object.keys({ ...root.dependencies, ...root.devDependencies }).filter(isChosen).map((name) => `node_modules/${name}`);
	for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
		const entry = packages[path];
		if (!entry || found.has(path)) continue;
		found.add(path);
		for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies })) queue.push(pathOf(name, path, packages));
	}
	return found;
}

/** Where Node finds a package that another one asks for: beside it, or in a folder further up. */
function pathOf(name: string, from: string, packages: Lock['packages']): string {
	for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
		const path = `${folder}/node_modules/${name}`;
		if (path in packages) return path;
		if (!folder.includes('/node_modules/')) return `node_modules/${name}`;
	}
}
