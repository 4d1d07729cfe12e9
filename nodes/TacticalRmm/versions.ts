import type { Later, Versions } from '../shared/versions';

/** The route came with it (read in the source). */
export const uninstalling: Later = { version: '1.3.0', what: 'Software > Uninstall' };
/** Agents have a default shell since; before, the shells that the dashboard's own form begins with are taken. */
const defaultShell: Later = { version: '1.5.0', what: "A default shell of each agent, for 'Agent's Default' in Agent > Run Command" };
/** Older servers would run the script, and keep its output nowhere. */
export const noteOfMany: Later = { version: '0.20.0', what: "'Save as Note' of Bulk > Run Script" };

export const versions: Versions = {
	product: 'Tactical RMM',
	oldest: '0.20.0',
	whyOldest: 'Routes and fields that this node uses: older servers were not tested',
	later: [noteOfMany, uninstalling, defaultShell],
};
