import type { Routes } from '../shared/routes';

/** Signing in is the credential's business: its answer is a token, which would lie open in the workflow's data. */
export const routes: Routes = {
	product: 'Meshtech',
	example: '/devices',
	refused: [{ route: /(^|\/)auth(\/|$)/, because: 'the node signs in by itself, and the answer would contain a token' }],
};
