import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phrases, phrasesIn } from '../../scripts/phrases.mjs';
import { docsFolder } from '../../scripts/docs';
import { credentialTypes, nodeTypes } from '../../scripts/words';

/** Pages speak in the words of the editor, and in plain English. */

const root = join(docsFolder, '..');
const pages = ['README.md', 'SECURITY.md', ...readdirSync(docsFolder).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];

/** In italics on pages as well: words of n8n, of its nodes, and of what the servers' web pages show. Beside them stands what is emphasized or quoted. */
const NOT_OURS = [
	...['AI Agent', 'Allowed HTTP Request Domains', 'Continue', 'Continue (using error output)', 'Details', 'Expression', 'HTTP Request', 'If', 'On Error', 'Poll Times', 'Read/Write Files from Disk'],
	...['Remove Duplicates', 'Remove Items Processed in Previous Executions', 'Retry', 'Retry On Fail', 'Send Email', 'Set Manually', 'Switch', 'Tool Description', 'Get many devices'],
	...['My Account', 'Manage login tokens', 'My Server', 'Accounts', 'Full Administrator', 'Login Token', 'General', 'API token', 'Permissions Manager', 'User Administration', 'Global Settings', 'API Keys', 'Allow', 'Service Auth'],
	...['(Server)', 'Manage Users (Server)', 'User Groups (Server)', 'No New Groups (Server)'],
	...['are', 'down', 'locked', 'passing', 'was not sent', 'may have been carried out', 'Connect', 'What to Run'],
];

/** Every name that a form shows; those with a unit also without it. */
async function labels(): Promise<Set<string>> {
	const found = new Set<string>();
	const collect = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const [key, inside] of Object.entries(value)) {
			if (typeof inside === 'string' && (key === 'displayName' || (key === 'name' && 'value' in value))) found.add(inside).add(inside.replace(/ \([^)]+\)$/, ''));
			else collect(inside);
		}
	};
	for (const type of [...(await nodeTypes()), ...(await credentialTypes())]) collect(type);
	return found;
}

it('what stands in italics on a page is a word of the editor', async () => {
	const known = new Set([...(await labels()), ...NOT_OURS]);
	let looked = 0;
	const unknown = pages.flatMap((page) => {
		const text = readFileSync(join(root, page), 'utf8').replace(/<!-- (\w+) -->[^]*?<!-- \/\1 -->/g, '').replace(/```[^]*?```|`[^`\n]*`/g, '');
		const phrasesOfPage = [...text.matchAll(/(?<![*\w])\*([^*\n]+)\*(?![*\w])/g)].map(([, phrase]) => phrase!.replace(/\[([^\]]*)\]\([^)]*\)?/g, '$1'));
		looked += phrasesOfPage.length;
		return phrasesOfPage.filter((phrase) => !known.has(phrase) && !phrase.split(/ > |: /).every((part) => known.has(part))).map((phrase) => `${page}: ${phrase}`);
	});
	expect(looked).toBeGreaterThan(300);
	expect(unknown).toEqual([]);
});

describe('phrases that read as translated', () => {
	it.each([
		['Give it a user of its own.', 'a separate …'],
		['A certificate that is made out to another name', 'issued for'],
		['It is sent as it stands there.', 'unchanged, or as it is'],
		['none can wait for it for ever', 'forever, or permanently'],
		['what was told is told once more', 'is reported'],
		['Whether to wait. Off, it goes on.', 'If off, …'],
		['a report of what is missing', 'the missing …'],
		['The port speaks https and not http.', 'HTTPS, HTTP'],
		['it closed the connection without a word', 'silently'],
		["'IP Address' must be an address, and \"nas\" is none", 'is not a …'],
		['Remove a script for good', 'permanently'],
		["Switch 'Archived' off if that is meant.", 'turn on, turn off'],
		['Whoever has the link gets in.', 'anyone who, or the person who'],
		['Change the name and leave all else as it is', '…; everything else stays unchanged'],
		['Newest first. Empty for all.', 'Leave empty for …'],
		['Have the agent list its software', 'the verb itself: Send, Install, Run …'],
		['The server takes no names here.', 'accepts'],
		['An agent has not been heard of for 4 minutes', 'last contact'],
	])('%s', (text, write) => {
		expect(phrasesIn(text).map((found) => found.write)).toContain(write);
	});

	it.each(['Create a separate user for n8n.', 'The package has no dependencies of its own.', 'If off, it continues.', 'Enter https://example.com:8443 as the address.', 'No longer needed, and no other is sent.', 'It says so.'])('%s', (text) => {
		expect(phrasesIn(text)).toEqual([]);
	});

	it('each says what to write', () => {
		expect(phrases.length).toBeGreaterThan(30);
		expect(phrases.filter(({ write }) => !write)).toEqual([]);
	});
});
