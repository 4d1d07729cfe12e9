import type { CreatedShare, NewShare } from '../client';
import { shareList, type ShareRecord } from '../schemas';
import { commands, type WrapperCommand } from './commands';
import type { Wrapper } from './wrapper';

const listing: WrapperCommand = { ...commands.devicesharing, effect: 'read', answer: 'inspected' };
const creating: WrapperCommand = { ...commands.devicesharing, answer: /^ID: \S+\s+URL: https?:\/\/\S+$/ };
/** meshctrl prints this of a removal and of an unknown link alike: it reads the first of the server's two answers, which says nothing. */
const removing: WrapperCommand = { ...commands.devicesharing, answer: /^(undefined|ok)$/i };

/** Share links of a device that exists. */
export async function listShares(wrapper: Wrapper, id: string): Promise<ShareRecord[]> {
	return await wrapper.read(listing, shareList, { id });
}

/** What the wrapper cannot write is known before anything is looked up. @throws InputError */
export function checkShare(wrapper: Wrapper, share: NewShare): void {
	wrapper.check(creating, valuesOf('any', share));
}

/** The link is in what this returns and nowhere else: no error repeats it. */
export async function createShare(wrapper: Wrapper, id: string, share: NewShare): Promise<CreatedShare> {
	const text = String(await wrapper.ask(creating, valuesOf(id, share)));
	const [, publicid = '', url = ''] = /^ID: (\S+)\s+URL: (\S+)$/.exec(text) ?? [];
	return { publicid, url };
}

/** Looked for before and after, since the answer is the same in both cases. */
export async function deleteShare(wrapper: Wrapper, id: string, publicId: string): Promise<void> {
	const isThere = async () => (await listShares(wrapper, id)).some(({ publicid }) => publicid === publicId);
	if (!(await isThere())) throw wrapper.refused('Invalid device share identifier.', listing);
	await wrapper.ask(removing, { id, remove: publicId });
	if (await isThere()) throw wrapper.refused('MeshCentral did not remove the link', removing, 'Its user may have no right for it on this device.');
}

function valuesOf(id: string, { types, guestName, validFor, consent, viewOnly }: NewShare) {
	return { id, add: guestName, type: types, consent: consent ?? 'none', viewonly: viewOnly === true, ...lifetime(validFor) };
}

/** Nothing of it means without end. */
function lifetime(validFor: NewShare['validFor']): { duration?: number; start?: Date; end?: Date } {
	if (validFor === 'unlimited') return {};
	return 'minutes' in validFor ? { duration: validFor.minutes } : { start: validFor.from, end: validFor.to };
}
