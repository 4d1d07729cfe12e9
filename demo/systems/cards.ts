/** Titles of the start page's cards that are about more than one system. */

/** What live triggers tell. */
export const LIVE = 'Live triggers';
/** What all systems say of the same device. */
export const FLEET = 'Device Fleet';
