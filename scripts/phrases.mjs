/**
 * Phrases that read as translated, each with what to write instead. `npm run lint` looks for them in the texts that scripts/plainEnglish.mjs is switched
 * on for (eslint.config.mjs). A phrase is a regular expression, without regard to upper and lower case unless it has flags of its own.
 *
 * @type {ReadonlyArray<{ phrase: RegExp, write: string }>}
 */
export const phrases = [
	{ phrase: /\ban? (user|account|role|page|name|node|credential|client|process|link|group|key|roll-out|kind|session) of (its|their|your) own\b/i, write: 'a separate …' },
	{ phrase: /\bmade out to\b/i, write: 'issued for' },
	{ phrase: /\bas (it stands|they stand)\b/i, write: 'unchanged, or as it is' },
	{ phrase: /\bfor ever\b/i, write: 'forever, or permanently' },
	{ phrase: /\b(is|are|was|were|be|been) told\b/i, write: 'is reported' },
	{ phrase: /\bby the example of\b/i, write: 'using … as an example' },
	{ phrase: /(^|[.!?:|] )(Off|On|Without|With it), /, write: 'If off, …' },
	{ phrase: /\bwhat is missing\b/i, write: 'the missing …' },
	{ phrase: /\bwhat becomes? of\b/i, write: 'what happens to' },
	{ phrase: /\b(says?|saying|what) (a )?no\b(?! longer| \w)/i, write: 'refuses' },
	{ phrase: /\btook no notes\b/i, write: 'recorded nothing' },
	{ phrase: /\b(that|which|what|and "?[\w'.]+"?) is none\b/i, write: 'is not a …' },
	{ phrase: /\bmended\b/i, write: 'fixed' },
	{ phrase: /\bto be had\b/i, write: 'available' },
	{ phrase: /\banew\b/i, write: 'again' },
	{ phrase: /\b(this|that|it|all of it|which|the same) holds? for\b/i, write: 'applies to' },
	{ phrase: /\bwhoever sits at\b/i, write: 'the person at' },
	{ phrase: /\bin (the )?place of\b/i, write: 'instead of' },
	{ phrase: /\bwithout a word\b/i, write: 'silently' },
	{ phrase: /\bdies with\b/i, write: 'stops working when … is deleted' },
	{ phrase: /\b(stands?|standing) in front\b/i, write: 'is in front of …' },
	{ phrase: /\b(still|no longer) so\b/i, write: 'still applies' },
	{ phrase: /\b(says?|tells?|told|knows?) of (itself|themselves)\b/i, write: 'about itself' },
	{ phrase: /\bgo(es)? by the (list|total|server)\b/i, write: 'uses the …' },
	{ phrase: /\b(error|node|server|trigger|log|hint|notice|NetAlertX|Tactical RMM|MeshCentral|Meshtech) tells?\b(?! them apart)/i, write: 'says, or reports' },
	{ phrase: /\bpass(es)? [\w -]+ by\b/i, write: 'bypasses' },
	{ phrase: /\bacts with all rights\b/i, write: 'has all the rights' },
	{ phrase: /\bnot asked for a second factor\b/i, write: 'skips two-factor authentication' },
	{ phrase: /\bsplit at blanks\b/i, write: 'split at spaces' },
	{ phrase: /\bagents feel\b/i, write: 'affect agents' },
	{ phrase: /\b(is|are) good for one\b/i, write: 'works for one' },
	{ phrase: /\bturns? (a change|it) into a question\b/i, write: 'turns a POST into a GET' },
	{ phrase: /\bthere is no way through\b/i, write: 'cannot be reached' },
	{ phrase: /\b(may|must|can) not be (done|told) twice over\b/i, write: 'must not be repeated' },
	{ phrase: /\bone in (the )?place of theirs\b/i, write: 'sent instead of single events' },
	{ phrase: /\bhas an end date\b/i, write: 'expires' },
	{ phrase: /\bhave (a|an|the|its|all) [\w ]+ (sent|done|made) by\b/i, write: 'make … send' },
	{ phrase: /\bpress (\*|'|")?Test\b/i, write: 'save the credential again, or press Retry' },
	{ phrase: /\bfor good\b(?! \w)/i, write: 'permanently' },
	{ phrase: /\ball the same\b/i, write: 'anyway, or still' },
	{ phrase: /\bswitch(es|ed)? (('[^']+'|\*[^*]+\*|it|them|that) )?(on|off)\b/i, write: 'turn on, turn off' },
	{ phrase: /\bleaves? (all|everything) (else|others) as (it is|they are)\b/i, write: '…; everything else stays unchanged' },
	{ phrase: /\bwhoever\b/i, write: 'anyone who, or the person who' },
	{ phrase: /\bgo(es)? on with\b/i, write: 'continues with' },
	{ phrase: /(^|[.:|] )Empty (for|to) [a-z]/, write: 'Leave empty for …' },
	{ phrase: /^(Have|Let) (the|an?) (agent|server|device)s?\b/i, write: 'the verb itself: Send, Install, Run …' },
	{ phrase: /\b(is|was|are|were|if that is|if that many are) meant\b(?! to| for)/i, write: 'if you mean …' },
	{ phrase: /\b(server|node|wrapper|agent|device|field|header|key|shell|credential|NetAlertX|Tactical RMM|MeshCentral|Meshtech) takes (no|only|any|at most|this|these|it|them|one|such)\b/i, write: 'accepts' },
	{ phrase: /\b(is|was|are|were) (not )?asked (again|in|for|which|whether)\b/i, write: 'is requested, or is retried' },
	{ phrase: /\bhas an? (user|key|page|host name|port|password|name) of its own\b/i, write: 'has a separate …' },
	{ phrase: /\b(around|after|before|without|at|with) (it |a |an )?blanks?\b/i, write: 'a space, spaces' },
	{ phrase: /\bnot heard of\b/i, write: 'no contact with' },
	{ phrase: /\bheard of\b/i, write: 'last contact' },
	{ phrase: /\bcomes? of it\b/i, write: 'the result' },
	{ phrase: /\bsays (it |this |that )?not why\b|, and not why\b/i, write: 'without a reason' },
	{ phrase: /\bin (the )?clear text\b/i, write: 'in plain text' },
	{ phrase: /\bfalls? over\b/i, write: 'fails, or crashes' },
	{ phrase: /\bpass(es)? over\b/i, write: 'skips, or ignores' },
	{ phrase: /\bbreaks? down at\b/i, write: 'crashes' },
	{ phrase: /\blooks every so often\b/i, write: 'polls' },
	{ phrase: /\bdealt with\b/i, write: 'resolved' },
	{ phrase: /\b(an )?asterisk stands for\b/i, write: 'Wildcards: * for any text' },
	{ phrase: /\bare alike\b/i, write: 'is not case-sensitive, or is the same' },
	// n8n's docs and people write the protocols in capitals; addresses and code are not looked at.
	{ phrase: /(?<![\w:/.@'"`-])https?(?![\w:/'"`]|-)/, write: 'HTTPS, HTTP' },
];

/**
 * @param {string} text
 * @returns {Array<{ index: number, found: string, write: string }>} in the order of the text
 */
export function phrasesIn(text) {
	return phrases
		.flatMap(({ phrase, write }) => [...text.matchAll(new RegExp(phrase.source, `g${phrase.flags.replace('g', '')}`))].map((match) => ({ index: match.index, found: match[0].trim(), write })))
		.sort((a, b) => a.index - b.index);
}
