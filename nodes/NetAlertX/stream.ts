import { RefusedError } from '../shared/errors';
import { parseJson } from '../shared/http/json';
import type { ServerEvent } from '../shared/http/serverEvents';
import { isRecord } from '../shared/isRecord';

/** Several events come every 5 s while nothing happens (measured), and comments where they do not. */
export const STREAM_SILENT_MS = 60_000;

/**
 * The server reports the steps of its main loop, and nothing about devices. This is the one after which a scan's results are in its lists; the steps of
 * the last minutes are reported again whenever somebody connects.
 */
export function saysScanProcessed({ event, data }: ServerEvent): boolean {
	const step = event === 'state_update' ? parseJson(data) : undefined;
	return isRecord(step) && step.currentState === 'Scan processed';
}

/** What a server without a stream says of its address. */
export function withoutStream({ message, asked, status }: RefusedError): RefusedError {
	return new RefusedError(message, asked, status, 'This NetAlertX has no event stream at /sse/state. Update NetAlertX, or use the NetAlertX Trigger, which polls.');
}
