import { isGeneralFailure } from './dialect';

/**
 * A locked database is hidden behind a general 500 on most routes that write (measured): the statement failed, and nothing was stored. Said of a
 * request that gets this answer for no other reason, or that does no harm when it is sent again.
 */
export const lockedBehind500 = { nothingDoneIf: isGeneralFailure };
