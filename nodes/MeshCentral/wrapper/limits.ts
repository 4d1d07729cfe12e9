import { InputError } from '../../shared/errors';

const ELSEWHERE = "Choose 'WebSocket' in 'Connect Through' of the credential, which has no such limit. Nothing was sent.";

/** What cannot be had, or would not arrive as it is, through the wrapper's REST commands; it points to the other way. */
export function notThroughRest(message: string): InputError {
	return new InputError(message, ELSEWHERE);
}

/** What is wrong in itself, whichever way it went. */
export function wrongValue(message: string, advice: string): InputError {
	return new InputError(message, `${advice} Nothing was sent.`);
}
