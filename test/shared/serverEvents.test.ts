import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ServerEvents } from '../../nodes/shared/http/serverEvents';
import { saysScanProcessed } from '../../nodes/NetAlertX/stream';

const recorded = JSON.parse(readFileSync(join(__dirname, '../contracts/netalertx/sse-state.json'), 'utf8')) as { response: { frames: string[] } };
const stream = recorded.response.frames.map((frame) => `${frame}\n\n`).join('');

it('reads what a real NetAlertX sent, in whatever pieces it comes', () => {
	const whole = new ServerEvents().read(stream);
	expect(whole).toHaveLength(recorded.response.frames.filter((frame) => frame.includes('data:')).length);
	expect(whole[0]).toEqual({ event: 'connected', data: '{}' });
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }), (sizes) => {
			const events = new ServerEvents();
			const read = [];
			let at = 0;
			for (const size of sizes) read.push(...events.read(stream.slice(at, (at += size))));
			read.push(...events.read(stream.slice(at)));
			expect(read).toEqual(whole);
		}),
	);
});

it('finds the one step after which a scan is in the lists', () => {
	expect(new ServerEvents().read(stream).filter(saysScanProcessed)).toHaveLength(1);
	expect(saysScanProcessed({ event: 'state_update', data: 'Scan processed' })).toBe(false);
	expect(saysScanProcessed({ event: 'state_update', data: '[null]' })).toBe(false);
	expect(saysScanProcessed({ event: 'message', data: '{"currentState": "Scan processed"}' })).toBe(false);
});

it('takes all ends of lines, and passes over comments and what has no data', () => {
	expect(new ServerEvents().read(': keepalive\n\nevent: a\r\ndata: 1\r\ndata:2\r\n\r\nid: 7\n\ndata\n\n')).toEqual([
		{ event: 'a', data: '1\n2' },
		{ event: 'message', data: '' },
	]);
});

it('keeps no event that does not end, and goes on with the next one', () => {
	const events = new ServerEvents();
	for (let piece = 0; piece < 30; piece++) expect(events.read(`data: ${'x'.repeat(100_000)}`)).toEqual([]);
	expect(events.read('\n\ndata: next\n\n')).toEqual([{ event: 'message', data: 'next' }]);
});
