// n8n's rules for self-hosted community packages, the rules of n8n's own nodes, and typescript-eslint.
import community from '@n8n/eslint-plugin-community-nodes';
import base from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';
import { plainEnglish } from './scripts/plainEnglish.mjs';

/** A rule set of n8n-nodes-base, less the rules that n8n's own node CLI switches off as outdated. */
const n8nBase = (name, outdated = []) => ({
	plugins: { 'n8n-nodes-base': base },
	rules: { ...base.configs[name].rules, ...Object.fromEntries(outdated.map((rule) => [`n8n-nodes-base/${rule}`, 'off'])) },
});

/** Where phrases that read as translated (scripts/phrases.mjs) are errors. */
const PLAIN_ENGLISH = {
	pages: true,
	// Texts and comments; those of test/ are not checked.
	nodes: true,
	examples: true,
};

export default tseslint.config(
	{ ignores: ['dist/**', 'coverage/**', 'test/e2e/n8n/**/node_modules/**'] },
	{ files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
	{ files: ['package.json', '{nodes,credentials}/**/*.ts'], ...community.configs.recommendedWithoutN8nCloudSupport },
	{
		files: ['package.json'],
		...n8nBase('community'),
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{
		files: ['credentials/**/*.ts'],
		...n8nBase('credentials', ['cred-class-field-documentation-url-miscased', 'cred-class-field-type-options-password-missing']),
	},
	{
		files: ['nodes/**/*.ts'],
		...n8nBase('nodes', [
			'node-class-description-inputs-wrong-regular-node',
			'node-class-description-outputs-wrong',
			'node-param-type-options-max-value-present',
		]),
	},
	{
		// Clients, transport and fields know no n8n: they throw the errors of nodes/shared/errors.ts, which execute.ts and methods.ts
		// turn into n8n's for every node. The rule stays on for those and for the nodes themselves.
		files: ['nodes/**/*.ts'],
		ignores: ['nodes/**/*.node.ts', 'nodes/shared/{execute,methods,nodeErrors,items}.ts'],
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	...(PLAIN_ENGLISH.pages ? [{ files: ['*.md', 'docs/*.md', 'docs/development/*.md'], plugins: { 'plain-english': plainEnglish }, processor: 'plain-english/page' }] : []),
	...(PLAIN_ENGLISH.examples ? [{ files: ['examples/*.json'], plugins: { 'plain-english': plainEnglish }, processor: 'plain-english/workflow' }] : []),
	...(PLAIN_ENGLISH.nodes ? [{ files: ['{nodes,credentials,demo,bench}/**/*.ts'], plugins: { 'plain-english': plainEnglish }, rules: { 'plain-english/phrases': 'error' } }] : []),
);
