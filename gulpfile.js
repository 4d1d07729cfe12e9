// Builds the package into dist/: `gulp build` checks types, bundles nodes and credentials (undici and zod included, because a
// community package has no dependencies of its own), copies icons and codex files, and writes the notices of what is bundled.
const { execFile } = require('node:child_process');
const { mkdir, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { brotliCompress } = require('node:zlib');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const DIST = 'dist';
/** Of all nodes, in one file: they have much in common, and it is a tenth of their size. */
const DESCRIPTIONS = 'descriptions.br';

const clean = () => rm(DIST, { recursive: true, force: true });

/** tsc checks and writes nothing: the bundler only strips types. */
const types = () => promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json']).catch(({ stdout }) => {
	throw new Error(`Type check:\n${stdout}`);
});

/** The part of a built file's path that its source has too: `nodes/NetAlertX/NetAlertX`. */
const placeOf = (file, ending) => file.slice(DIST.length + 1, -ending.length);
const nodes = n8n.nodes.map((file) => ({ file, place: placeOf(file, '.node.js'), className: path.basename(file, '.node.js') }));
const credentials = n8n.credentials.map((file) => placeOf(file, '.js'));

/** One input a node and credential; what they share becomes chunks, loaded once. */
const inputs = () => ({
	...Object.fromEntries(nodes.map(({ place }) => [place, `./${place}.node.ts`])),
	...Object.fromEntries(credentials.map((place) => [place, `./${place}.ts`])),
	lazyNode: './nodes/shared/lazy/node.ts',
});

async function bundle() {
	const { rolldown } = await import('rolldown');
	const build = await rolldown({
		input: inputs(),
		platform: 'node',
		external: [/^n8n-workflow(\/|$)/, /^node:/],
		resolve: { alias: { undici$: path.resolve('scripts/undici.cjs') } },
		// undici leaves out its experimental second HTTP parser, two WebAssembly files of 80 kB, where this is defined: Node's own build does it too.
		transform: { define: { esbuildDetection: 'true' } },
	});
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

/**
 * What n8n loads: for each node a file that knows what it is and loads the rest when it is needed (nodes/shared/lazy/node.ts). Written after the
 * bundle, from the nodes as they are in it.
 */
async function describeNodes() {
	const { describe, written } = require(path.resolve(DIST, 'lazyNode.js'));
	const described = nodes.map(({ place, className }) => [className, describe(new (require(path.resolve(DIST, `${place}.js`))[className])())]);
	await writeFile(path.join(DIST, DESCRIPTIONS), await promisify(brotliCompress)(written(Object.fromEntries(described))));
	await Promise.all(
		nodes.map(async ({ file, place, className }) => {
			const up = path.posix.relative(path.posix.dirname(place), '.');
			const text = `const { lazyNode } = require("${up}/lazyNode.js");
exports.${className} = lazyNode("${className}", require("node:path").join(__dirname, "${up}/${DESCRIPTIONS}"), () => require("./${className}.js"));
`;
			await writeFile(file, text);
		}),
	);
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
/** The package without a check of its types, where those of everything are checked anyway. */
exports.assemble = series(clean, parallel(bundle, icons, codex), describeNodes);
exports.build = series(types, exports.assemble);
exports.default = exports.build;
