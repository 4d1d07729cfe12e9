import * as z from 'zod/v4';
import type { Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { name } from './common';

const clientName = { id: z.number(), name: z.string() };
export const clientNames = rowsOf(clientName);
export type ClientName = Row<typeof clientName>;

/** A site with the client that it belongs to. */
const siteName = { id: z.number(), name: z.string(), client: z.number(), client_name: name };
export const siteNames = rowsOf(siteName);
export type SiteName = Row<typeof siteName>;
