/**
 * ESLint plugin: finds phrases that read as translated (scripts/phrases.mjs) in pages, in texts and comments of the code, and in the texts of example workflows.
 * eslint.config.mjs says where it looks.
 */
import { phrasesIn } from './phrases.mjs';

/** Of pages, these are not prose: tables made from the nodes, code, and addresses. They keep their length, so that places stay right. */
const NOT_PROSE = [/<!-- (\w+) -->[^]*?<!-- \/\1 -->/g, /```[^]*?```/g, /`[^`\n]*`/g, /\]\([^)\s]*\)/g, /<[^>\n]+>/g];

const blanked = (text) => NOT_PROSE.reduce((left, pattern) => left.replace(pattern, (found) => found.replace(/[^\n]/g, ' ')), text);

function messagesIn(text) {
	return phrasesIn(text).map(({ index, found, write }) => {
		const before = text.slice(0, index).split('\n');
		return { ruleId: 'plain-english/phrases', severity: 2, line: before.length, column: before.at(-1).length + 1, message: words(found, write) };
	});
}

const words = (found, write) => `"${found}" reads as translated. Write: ${write}`;

/** A comment as one text: without the asterisks of its lines, and without names of the code. */
const proseOfComment = (comment) => comment.replace(/\n\s*\*?/g, ' ').replace(/@param \w+|\{@link [^}]+\}|`[^`]*`/g, '');

/** ESLint has no parser for these files: the processor hands it no code, and reports by itself. */
const processorOf = (proseOf) => {
	const texts = new Map();
	return {
		preprocess(text, file) {
			texts.set(file, text);
			return [];
		},
		postprocess: (_messages, file) => messagesIn(proseOf(texts.get(file))),
	};
};

export const plainEnglish = {
	meta: { name: 'plain-english' },
	processors: {
		page: processorOf(blanked),
		/** Addresses and expressions of a workflow match no phrase: what does is in its notes, descriptions and messages. */
		workflow: processorOf((text) => text.replaceAll('\\n', '  ')),
	},
	rules: {
		phrases: {
			meta: { type: 'suggestion', schema: [] },
			create(context) {
				// One word is a value, and no text for people.
				const look = (node, text) => /\s/.test(text) && phrasesIn(text).forEach(({ found, write }) => context.report({ node, message: words(found, write) }));
				return {
					Program: () => context.sourceCode.getAllComments().forEach((comment) => look(comment, proseOfComment(comment.value))),
					Literal: (node) => typeof node.value === 'string' && look(node, node.value),
					TemplateElement: (node) => look(node, node.value.cooked ?? ''),
				};
			},
		},
	},
};
