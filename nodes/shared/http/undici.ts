import { lazily } from '../lazily';

/** Where Node's own `fetch` finds what it sends with: one for the whole process. */
const OF_NODE = Symbol.for('undici.globalDispatcher.1');

/**
 * undici, loaded when it is first needed. Where it is the first of its version in the process, it puts an agent of its own instead of
 * the one that Node's `fetch` sends with (its lib/global.js), and with that one goes what somebody else set up there, such as the proxy of
 * `NODE_USE_ENV_PROXY`. n8n and other nodes use that `fetch`: so it is put back.
 */
export const undici = lazily(async () => {
	const { [OF_NODE]: before } = globalThis as Record<symbol, unknown>;
	const loaded = await import('undici');
	(globalThis as Record<symbol, unknown>)[OF_NODE] = before;
	return loaded;
});
