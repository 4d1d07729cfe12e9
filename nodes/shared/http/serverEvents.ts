/** An event of a stream of the type `text/event-stream`. */
export interface ServerEvent {
	/** `message` where the server names none. */
	event: string;
	data: string;
}

/** Characters of one event; a longer one is passed over, and none that we listen to is near it. */
const LONGEST = 1_000_000;

/** Reads events out of a stream's text, in whatever pieces it comes. Comments, ids and times to wait are passed over. */
export class ServerEvents {
	private rest = '';
	private isPassedOver = false;

	/** @returns the events that are complete with this piece */
	read(piece: string): ServerEvent[] {
		// A piece may end between the two characters of a line's end.
		const blocks = (this.rest + piece).split(/\r\n\r\n|\n\n|\r\r/);
		this.rest = blocks.pop()!;
		const events = blocks.flatMap((block, index) => (index === 0 && this.isPassedOver ? [] : eventIn(block)));
		if (blocks.length > 0) this.isPassedOver = false;
		if (this.rest.length > LONGEST) [this.rest, this.isPassedOver] = [this.rest.slice(-3), true];
		return events;
	}
}

function eventIn(block: string): ServerEvent[] {
	let event = 'message';
	const data: string[] = [];
	for (const line of block.split(/\r\n|\n|\r/)) {
		const [, name, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
		if (name === 'event') event = value;
		if (name === 'data') data.push(value);
	}
	return data.length > 0 ? [{ event, data: data.join('\n') }] : [];
}
