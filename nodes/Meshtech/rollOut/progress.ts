import { inWords } from '../../shared/text';
import { called } from '../device';
import { isWaiting, type Entry } from './plan';

const NAMED = 10;

/** What was done before a roll-out broke off, so that somebody can continue it; nothing if nothing was started. */
export function progressOf(entries: readonly Entry[]): string[] {
	const underWay = entries.filter(({ outcome, isStarted }) => isStarted && outcome === undefined);
	const updated = entries.filter(({ outcome }) => outcome === 'done');
	if (underWay.length + updated.length === 0) return [];
	const jobs = [...new Set(underWay.flatMap(({ jobId }) => jobId ?? []))];
	return [
		`Updated before: ${named(updated)}.`,
		`Started and not known to have finished: ${named(underWay)}${jobs.length > 0 ? ` (${jobs.length > 1 ? 'jobs' : 'job'} ${inWords(jobs)})` : ''}.`,
		`Not started: ${entries.filter(isWaiting).length} devices.`,
		'Once these have finished, run it again with the same input to continue with the rest.',
	];
}

function named(entries: readonly Entry[]): string {
	const shown = entries.slice(0, NAMED).map(({ before }) => called(before));
	const more = entries.length > shown.length ? [`${entries.length - shown.length} more`] : [];
	return inWords([...shown, ...more]) || 'none';
}
