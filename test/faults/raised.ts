import { NotInTimeError } from '../../nodes/Meshtech/waiting';
import { CancelledError, InputError, OutcomeError, RequestError } from '../../nodes/shared/errors';

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

/** Errors that say what is wrong to a person: ours, and those of n8n itself. Any other is a mistake of ours. */
const OURS = [RequestError, OutcomeError, InputError, CancelledError, NotInTimeError];
const OF_N8N: ReadonlySet<string> = new Set(['NodeApiError', 'NodeOperationError', 'ExpressionError', 'WorkflowHasIssuesError']);

const isMeant = (error: unknown) => OURS.some((Class) => error instanceof Class) || OF_N8N.has((error as Error).name);

const LONGEST_MESSAGE = 700;
const LONGEST_DESCRIPTION = 4_000;

/** What is wrong with how a run ended, in words. */
export function problemsOf(error: (Error & { description?: string | null }) | undefined): string[] {
	const mistakes = [...raised, ...(error ? [error] : [])].filter((each) => !isMeant(each)) as Error[];
	const problems = [...new Map(mistakes.map((each) => [each.name, `a ${each.name}: ${String(each.stack).slice(0, 400)}`])).values()];
	if (!error) return problems;
	const { message, description } = error;
	if (!message.trim()) problems.push('an error without words');
	if (message.length > LONGEST_MESSAGE || (description?.length ?? 0) > LONGEST_DESCRIPTION) problems.push(`an error of ${message.length} and ${description?.length} characters`);
	if (/\[object Object\]|undefined is|is not a function|Cannot read/.test(`${message} ${description}`)) problems.push(`the words of a program: ${message.slice(0, 200)}`);
	return problems;
}
