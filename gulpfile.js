// Builds the package into dist/: `gulp build` checks types, bundles nodes and credentials (undici and zod included, because a
// community package has no dependencies of its own), copies icons and codex files, and writes the notices of what is bundled.
const { execFile } = require('node:child_process');
const { mkdir, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const DIST = 'dist';

const clean = () => rm(DIST, { recursive: true, force: true });

/** tsc checks and writes nothing: the bundler only strips types. */
const types = () => promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json']).catch(({ stdout }) => {
	throw new Error(`Type check:\n${stdout}`);
});

/** One input a node and credential, named as package.json lists them; what they share becomes chunks, loaded once. */
const inputs = () => Object.fromEntries([...n8n.nodes, ...n8n.credentials].map((file) => [file.slice(DIST.length + 1, -3), `./${file.slice(DIST.length + 1, -3)}.ts`]));

async function bundle() {
	const { rolldown } = await import('rolldown');
	const build = await rolldown({ input: inputs(), platform: 'node', external: [/^n8n-workflow(\/|$)/, /^node:/] });
	const { output } = await build.write({
		dir: DIST,
		format: 'cjs',
		minify: true,
		entryFileNames: '[name].js',
		chunkFileNames: 'chunks/[name].js',
		// n8n loads a class by the file's name.
		exports: 'named',
		keepNames: true,
	});
	await build.close();
	await writeNotices(output.flatMap(({ moduleIds = [] }) => moduleIds));
}

/** The licences of the packages that ended up in the bundle, as those licences ask. */
async function writeNotices(moduleIds) {
	const folders = new Set(moduleIds.map((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.split(path.sep).join('/'))?.[0]).filter(Boolean));
	const notices = await Promise.all([...folders].sort().map(noticeOf));
	await mkdir(DIST, { recursive: true });
	await writeFile(path.join(DIST, 'THIRD-PARTY-NOTICES.txt'), `This package contains the following software:\n\n${notices.join('\n\n')}\n`);
}

async function noticeOf(folder) {
	const { name, version, license, homepage = '' } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
	const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
	if (!file) throw new Error(`${name} is bundled and has no licence file: its terms have to be looked up before it may be published`);
	const text = await readFile(path.join(folder, file), 'utf8');
	return `${'='.repeat(80)}\n${name} ${version} (${license}) ${homepage}\n${'='.repeat(80)}\n${text.trim()}`;
}

const icons = () => src('icons/*.svg').pipe(dest(`${DIST}/icons`));
const codex = () => src('nodes/**/*.node.json').pipe(dest(`${DIST}/nodes`));

exports.clean = clean;
exports.bundle = bundle;
exports.build = series(clean, types, parallel(bundle, icons, codex));
exports.default = exports.build;
