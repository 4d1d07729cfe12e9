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

/** What else there is by name, such as policies; the server takes records without one. */
const recordName = { id: z.number(), name };
export const recordNames = rowsOf(recordName);
export type RecordName = Row<typeof recordName>;

/** A user, who has a name to sign in by. */
const userName = { id: z.number(), username: name };
export const userNames = rowsOf(userName);
