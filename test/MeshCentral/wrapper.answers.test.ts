import { judged, type Said } from '../../nodes/MeshCentral/wrapper/answers';

const said = (value: unknown): Said => ({ value, asked: { method: 'POST', path: '/api/editdevice' }, durationMs: 1, masked: (text) => text });
const messageOf = (value: unknown): string => {
	try {
		return String(judged(said(value), /^ok$/));
	} catch (error) {
		return (error as Error).message;
	}
};

it.each(['', ' \n', '\0', '\u0001'])('an answer without a word that can be read is told as such (%j)', (text) => {
	expect(messageOf(text)).toBe('The wrapper sent an empty answer');
});

it('an answer in JSON that is nested without end is no failure of ours', () => {
	const nested = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
	expect(messageOf(nested)).toBe('(JSON that is nested too deep to be shown)');
});
