/** Asks the simulated and the real wrapper the same, and makes their answers comparable. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long an answer is waited for; some questions have none. */
const patienceMs = 4_000;
export const noAnswer = 'no answer';

/** `<command> <key>=<value> ...`, see `questions.txt`. */
export function questions(): string[] {
	const lines = readFileSync(join(__dirname, 'questions.txt'), 'utf8').split('\n');
	return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Answers are compared without what is different each time, in this order. */
const peculiarities: Array<[RegExp, string]> = [
	[/(mesh|node|ugrp)\/\/[\w@$]{64}/g, '$1//<id>'],
	[/\b\d{13}\b/g, '<ms>'],
	[/\b\d{10}\b/g, '<number>'],
	[/c=[\w@$=]+/g, 'c=<cookie>'],
	[/^ID: \S+/gm, 'ID: <id>'],
	[/(publicid|tokenUser|tokenPass): '[^']+'/g, '$1'],
	[/127\.0\.0\.1:\d+/g, '<server>'],
	[/\d+\/\d+\/\d{4}, [\d:]+\s[AP]M/g, '<time>'],
	[/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
];

/** What an answer says of things that were just made, by the name under which later questions ask for them. */
const made: Array<[name: string, pattern: RegExp]> = [
	['newg', /ok (mesh\/\/\S+)/],
	['share', /ID: (\S+)/],
	['ug', /"(ugrp\/\/[^"]+)"/],
];

/** One of the two sides. */
export class Asked {
	/** @param ids of this side, by their names in the questions; `me` is its user's */
	constructor(
		private readonly url: string,
		private readonly ids: Record<string, string>,
	) {}

	/** Status and text, comparable with the other side's. */
	async ask(question: string): Promise<string> {
		const [command = '', ...parameters] = question.split(' ');
		const query = parameters.join('&').replace(/\{(\w+)(\.?)\}/g, (_, name: string, last: string) => encodeURIComponent(this.#id(name, last)));
		const signal = AbortSignal.timeout(patienceMs);
		try {
			const response = await fetch(`${this.url}/api/${command}?${query}`, { method: 'POST', signal });
			const text = await response.text();
			for (const [name, pattern] of made) this.ids[name] = pattern.exec(text)?.[1] ?? this.ids[name] ?? '';
			return `${response.status} ${this.#comparable(text)}`;
		} catch (error) {
			if (signal.aborted) return noAnswer;
			throw error;
		}
	}

	#id(name: string, last: string): string {
		const id = this.ids[name] ?? '';
		return last ? (id.split('/').at(-1) ?? '') : id;
	}

	#comparable(text: string): string {
		// JavaScript's own words come with the places in its code.
		const [words] = /\w+Error: .* is not (a function|defined)/.exec(text) ?? [];
		const known = Object.entries(this.ids).filter(([, id]) => id !== '');
		const named = known.reduce((told, [name, id]) => {
			const last = id.split('/').at(-1) ?? id;
			const alone = new RegExp(`(?<=["'/ ])${last.replaceAll('$', '\\$')}(?=["'\\s]|$)`, 'g');
			return told.replaceAll(id, `{${name}}`).replaceAll(alone, `{${name}.}`);
		}, words ?? sorted(text));
		return peculiarities.reduce((told, [pattern, name]) => told.replace(pattern, name), named);
	}
}

/** JSON with its keys in order: the database gives them in the order in which they were written. */
function sorted(text: string): string {
	try {
		return JSON.stringify(inOrder(JSON.parse(text)), null, ' ');
	} catch {
		return text;
	}
}

function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inOrder);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}
