import type { SecretRules } from '../shared/http/secretMemory';

const REMEMBERED_MS = 5 * 60_000;

/** A sign-in of MeshCentral: a server bars an address after some failed ones (`banned`, as in its source), ten in ten minutes by default. */
export const signInSecret: SecretRules = { name: 'sign-in', rememberedMs: REMEMBERED_MS, harm: 'it blocks an address after several failed sign-ins' };

/** The header that a gateway in front of the wrapper asks for. */
export const gatewaySecret: SecretRules = { by: 'The gateway in front of the wrapper', name: 'gateway header', rememberedMs: REMEMBERED_MS };
