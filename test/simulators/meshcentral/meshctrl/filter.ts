/** The filters of `listdevices`, which `meshctrl` applies itself to the complete list. */
import type { World } from '../world/world';
import { textOf } from './command';
import type { Value } from './arguments';
import type { Listed } from './listing';

/** Parts of ids, separated by commas; of a full id the last part counts. */
export function filteredById(devices: Listed[], filterid: Value): Listed[] {
	const wanted = textOf(filterid, 'args.filterid.split').split(',').map((id) => id.trim().split('/').at(-1) ?? '').filter(Boolean);
	return wanted.length === 0 ? devices : devices.filter(({ _id }) => wanted.some((part) => _id.includes(part)));
}

/** `a and b or c`: `and` binds closer. A device that several alternatives match is listed as often. */
export function filteredByText(devices: Listed[], text: string, world: World): Listed[] {
	return text.split(' or ').flatMap((alternative) =>
		alternative.split(' and ').reduce((left, term) => left.filter(matcher(term, world)), devices),
	);
}

type Matcher = (device: Listed) => boolean;

const lower = (value: unknown) => String(value ?? '').toLowerCase();
const texts = (value: unknown) => (Array.isArray(value) ? value.map(lower) : []);

/** What follows the colon of `<name>:<text>`, by name. */
const matchers: Record<string, (text: string, world: World) => Matcher> = {
	ip: (text) => ({ ip }) => lower(ip).includes(text),
	group: (text, world) => ({ meshid }) => lower(world.groups.get(meshid)?.name).includes(text),
	tag: (text) => ({ tags }) => (tags === undefined ? text === '' : texts(tags).includes(text)),
	atag: (text) => ({ agent }) => lower((agent as { tag?: string } | undefined)?.tag).includes(text),
	user: (text) => ({ users }) => texts(users).some((user) => user.includes(text)),
	os: (text) => ({ osdesc }) => lower(osdesc).includes(text),
	amt: (text) => ({ intelamt }) => intelamt !== undefined && (text === '' || lower((intelamt as { state?: number }).state) === text),
	desc: (text) => ({ desc }) => lower(desc) !== '' && lower(desc).includes(text),
	wsc: (text) => ({ wsc }) => wsc !== undefined && matchesSecurity(text, wsc as Record<string, string>),
};
const shortNames: Record<string, string> = { u: 'user', g: 'group', t: 'tag', a: 'atag' };

function matchesSecurity(text: string, { antiVirus, autoUpdate, firewall }: Record<string, string>): boolean {
	const isBad = { noav: antiVirus !== 'OK', noupdate: autoUpdate !== 'OK', nofirewall: firewall !== 'OK' };
	if (text === 'ok') return !Object.values(isBad).some(Boolean);
	return text === 'any' ? Object.values(isBad).some(Boolean) : isBad[text as keyof typeof isBad];
}

function matcher(term: string, world: World): Matcher {
	const [, name = '', text = ''] = /^(\w+):([^]*)$/.exec(term) ?? [];
	const make = matchers[shortNames[name] ?? name];
	if (make && (name !== 'wsc' || ['ok', 'noav', 'noupdate', 'nofirewall', 'any'].includes(text))) return make(text, world);
	return byName(term);
}

/** A regular expression; words are alternatives. An invalid one lets every device through. */
function byName(term: string): Matcher {
	if (term === '') return () => true;
	// Looks for what only the web page has.
	if (term === '*') throw new ReferenceError('stars is not defined');
	try {
		const pattern = new RegExp(term.split(/\s+/).join('|'));
		return ({ name }) => pattern.test(lower(name));
	} catch {
		return () => true;
	}
}
