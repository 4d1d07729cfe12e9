/** Every error that the engine made n8n's out of, as it was, since this was last emptied. */
export const raised: unknown[] = [];

/** What turns errors into n8n's, taking note of each: for `jest.mock`. */
export function takingNote(): object {
	const actual = jest.requireActual<typeof import('../../nodes/shared/nodeErrors')>('../../nodes/shared/nodeErrors');
	return {
		...actual,
		tell: (error: unknown) => {
			raised.push(error);
			return actual.tell(error);
		},
		toNodeError: (...about: Parameters<typeof actual.toNodeError>) => {
			raised.push(about[1]);
			return actual.toNodeError(...about);
		},
	};
}

/** Classes that say what is wrong to a person; any other is a mistake of ours. */
const MEANT: ReadonlySet<string> = new Set([
	'InputError', 'RefusedError', 'SecretRejectedError', 'UnreachableError', 'BadAnswerError', 'AssumptionError', 'CancelledError', 'NotInTimeError', 'NodeApiError',
	'NodeOperationError', 'ExpressionError', 'WorkflowHasIssuesError',
]);

const LONGEST_MESSAGE = 700;
const LONGEST_DESCRIPTION = 4_000;

/** What is wrong with how a run ended, in words. */
export function problemsOf(error: (Error & { description?: string | null }) | undefined): string[] {
	const classes = [...raised, ...(error ? [error] : [])].map((each) => (each as Error).name);
	const problems = [...new Set(classes)].filter((name) => !MEANT.has(name)).map((name) => `a ${name}: ${String((raised.at(-1) as Error | undefined)?.stack).slice(0, 400)}`);
	if (!error) return problems;
	const { message, description } = error;
	if (!message.trim()) problems.push('an error without words');
	if (message.length > LONGEST_MESSAGE || (description?.length ?? 0) > LONGEST_DESCRIPTION) problems.push(`an error of ${message.length} and ${description?.length} characters`);
	if (/\[object Object\]|undefined is|is not a function|Cannot read/.test(`${message} ${description}`)) problems.push(`the words of a program: ${message.slice(0, 200)}`);
	return problems;
}
