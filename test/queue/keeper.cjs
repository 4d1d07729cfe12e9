// Runs a program that ends with this process: `keeper.cjs <uid or -> <gid or -> <file> [arguments]`. Loaded behind end-with-parent.cjs, which
// ends this process when the test run is gone, so that a killed run leaves no Redis and no PostgreSQL behind.
const { spawn } = require('node:child_process');

const [uid, gid, file, ...args] = process.argv.slice(2);
const who = uid === '-' ? {} : { uid: Number(uid), gid: Number(gid) };
const child = spawn(file, args, { stdio: 'inherit', ...who });
child.on('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
