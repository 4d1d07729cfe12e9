/** A headless Chromium: the one that the system has, or the one that `CHROMIUM_PATH` names. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
/**
 * No sandbox, as containers have none; nothing that calls home, and no host but this machine: by a rule of names, for answering requests
 * in their place would switch the cache off.
 */
const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** @throws an Error that says what to install, where there is none */
export async function launchChromium(): Promise<Browser> {
	const { CHROMIUM_PATH: chosen } = process.env;
	const executablePath = chosen ?? usual.find((path) => existsSync(path));
	if (!executablePath) throw new Error(`There is no Chromium at ${usual.join(', ')}: install it (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.`);
	return await chromium.launch({ executablePath, args });
}
