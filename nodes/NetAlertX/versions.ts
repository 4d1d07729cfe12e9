import type { Later, Versions } from '../shared/versions';
import type { Column } from './columns';

/** Writing columns that the first versions of the route did not know (read in its source: ALLOWED_DEVICE_COLUMNS, of 26.4.6 and 26.5.4). */
export const allColumns: Later = { version: '26.5.4', what: 'Updating other fields than name, owner, type, vendor, group, location, comments, favorite, parent device and can sleep' };

/** What can be updated one by one since before {@link allColumns}. */
export const firstColumns: ReadonlySet<Column> = new Set(['devName', 'devOwner', 'devType', 'devVendor', 'devGroup', 'devLocation', 'devComments', 'devFavorite', 'devParentMAC', 'devCanSleep']);

export const versions: Versions = {
	product: 'NetAlertX',
	oldest: '26.3.7',
	whyOldest: 'Correct times: older servers store local time, which n8n reads as UTC',
	later: [allColumns],
};
