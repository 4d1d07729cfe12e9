import * as z from 'zod/v4';

export const clientNames = z.array(z.looseObject({ id: z.number(), name: z.string() }));
export type ClientName = z.infer<typeof clientNames>[number];

/** A site with the client that it belongs to. */
export const siteNames = z.array(z.looseObject({ id: z.number(), name: z.string(), client: z.number(), client_name: z.string() }));
export type SiteName = z.infer<typeof siteNames>[number];
