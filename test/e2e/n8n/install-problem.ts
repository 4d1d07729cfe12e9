/** What a person can do when npm could not install n8n: npm's own words are long and about something else. */

interface KnownProblem {
	seen: RegExp;
	sentence: string;
}

const compiler =
	process.platform === 'darwin'
		? '"xcode-select --install"'
		: process.platform === 'win32'
			? 'Python 3 and "Desktop development with C++" of the Visual Studio Build Tools'
			: '"apt-get install build-essential python3" or what your system calls it';

const mustCompile = 'sqlite3 has to be compiled here, because its ready-made binary could not be fetched from GitHub';

/** Said when a version of n8n asks for a package that the registry has not, or has no more: another version of n8n may do. */
export const incomplete = 'The registry has not all that this version of n8n is made of.';

/** The first that matches is reported: the more particular ones come first. */
const known: KnownProblem[] = [
	{ seen: /npm error code ETARGET|No matching version found/, sentence: incomplete },
	{ seen: /ENOSPC|no space left on device/i, sentence: 'The disk is full: n8n needs about 3 GB in the folder named below.' },
	{ seen: /EACCES|EPERM|EROFS/, sentence: 'A file could not be written: check the rights of the folder named below.' },
	{
		seen: /No module named '?distutils|ERR! find Python|Could not find any Python/i,
		sentence: `${mustCompile}, and no Python 3 that node-gyp can use (with setuptools) was found: install ${compiler}.`,
	},
	{
		seen: /not found: make|(make|cc|\+\+|clang)\S*: (command |No such file|not found)|find Visual Studio|xcode-select/i,
		sentence: `${mustCompile}, and no C++ compiler or make was found: install ${compiler}.`,
	},
	{
		seen: /nodejs\.org/,
		sentence:
			`${mustCompile}, and Node's headers could not be downloaded from nodejs.org: allow that download, or point ` +
			'npm_config_nodedir to a Node installation that has its headers (for example /usr).',
	},
	{ seen: /gyp ERR|node-gyp/, sentence: `${mustCompile}, and that failed. It needs ${compiler}.` },
	{
		seen: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|E40[137]|E5\d\d|SELF_SIGNED|UNABLE_TO_/,
		sentence: 'npm could not download a package: is its registry reachable from here, and does npm know your proxy?',
	},
	{
		seen: /spawnSync \S*node\S* ENOENT/,
		sentence: 'The "node" package brought no Node 24 for this machine: its platform package could not be downloaded.',
	},
	{ seen: /EBADENGINE|Unsupported engine/, sentence: 'npm found the Node that runs it too old for n8n: Node 24 is needed.' },
];

/** One or two sentences for what npm printed while it did `step`, with the folder and the file that holds all of it. */
export function installProblem(step: string, output: string, places: { folder: string; log: string }): Error {
	const sentence = known.find(({ seen }) => seen.test(output))?.sentence ?? 'npm gave no reason that is known here.';
	const where = `Folder: ${places.folder}\nAll that npm said: ${places.log}`;
	return new Error(`n8n could not be installed, at the step "${step}". ${sentence}\n${where}`);
}
