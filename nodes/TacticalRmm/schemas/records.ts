import * as z from 'zod/v4';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, name, optionalText, text } from './common';

/** Small records of the server: snippets, the key store, URL actions, deployments. */

const snippet = { id: z.number(), name, desc: optionalText, code: optionalText, shell: optionalText };
export type SnippetRecord = Row<typeof snippet>;
export const snippetRecord = recordOf(snippet);
export const snippetList = rowsOf(snippet);

/** The value is a secret. */
const key = { id: z.number(), name, value: optionalText, modified_by: optionalText, modified_time: optionalText };
export type KeyRecord = Row<typeof key>;
export const keyList = rowsOf(key);

const urlAction = {
	id: z.number(),
	name,
	desc: optionalText,
	/** A URL, with variables such as {{agent.hostname}}. */
	pattern: optionalText,
	/** web, rest. */
	action_type: optionalText,
	rest_method: optionalText,
	rest_body: optionalText,
	/** JSON of names and texts, often with a secret in it. */
	rest_headers: optionalText,
};
export type UrlActionRecord = Row<typeof urlAction>;
export const urlActionList = rowsOf(urlAction);
/** What the receiver said, or why nothing was sent: the server has no status for it. */
export const urlActionSent = z.looseObject({ url: z.string(), result: z.string(), body: optionalText });

/** A link that installs agents for a site; anyone who knows its `uid` can use it. */
const deployment = {
	id: z.number(),
	uid: z.string(),
	client_id: z.number().nullish(),
	site_id: z.number().nullish(),
	client_name: optionalText,
	site_name: optionalText,
	mon_type: text,
	goarch: text,
	expiry: optionalText,
	created: optionalText,
};
export type DeploymentRecord = Row<typeof deployment>;
export const deploymentList = rowsOf(deployment);

/** Something that an agent still has to do, or has done. */
const pendingAction = {
	id: z.number(),
	hostname: name,
	client: optionalText,
	site: optionalText,
	/** Text: a time of the agent, or words. */
	due: optionalText,
	description: optionalText,
	entry_time: optionalText,
	/** schedreboot, agentupdate, chocoinstall, runcmd, runscript, runpatchscan, runpatchinstall. */
	action_type: text,
	/** pending, completed. */
	status: text,
	/** Numeric id. */
	agent: z.number().nullish(),
};
export type PendingActionRecord = Row<typeof pendingAction>;
export const pendingActionList = rowsOf(pendingAction);

/** A package that Chocolatey has. */
const chocoPackage = { name: z.string() };
export const chocoPackages = rowsOf(chocoPackage);

const auditSite = recordOf({ name, client_name: optionalText });
const auditEntry = {
	id: z.number(),
	entry_time: text,
	username: optionalText,
	action: text,
	object_type: text,
	message: optionalText,
	agent: optionalText,
	agent_id: optionalText,
	ip_address: optionalText,
	site: auditSite.nullish(),
};
export type AuditEntry = Row<typeof auditEntry>;
export const auditPage = z.looseObject({ audit_logs: rowsOf(auditEntry, { isPage: true }), total: z.number() });

/** `agent` is a host name, and left out of what is about none. */
const debugEntry = { id: z.number(), entry_time: text, log_level: text, log_type: text, message: optionalText, agent: optionalText };
export type DebugEntry = Row<typeof debugEntry>;
export const debugEntries = rowsOf(debugEntry);

const user = {
	id: z.number(),
	username: name,
	first_name: optionalText,
	last_name: optionalText,
	email: optionalText,
	is_active: flag,
	role: z.number().nullish(),
	block_dashboard_login: z.boolean().nullish(),
	last_login: optionalText,
	last_login_ip: optionalText,
};
export type UserRecord = Row<typeof user>;
export const userRecord = recordOf(user);
export const userList = rowsOf(user);

/** Its rights are columns of their own, `can_...`. Clients and sites that it is limited to are lists of ids; empty for all. */
const role = { id: z.number(), name, is_superuser: flag, user_count: z.number().nullish(), can_view_clients: z.unknown().optional(), can_view_sites: z.unknown().optional() };
export type RoleRecord = Row<typeof role>;
/** How many users have it decides whether it may be deleted, and a change is sent with its name. */
export const roleRecord = recordOf({ ...role, name: z.string() }, { held: ['user_count'] });
export const roleList = rowsOf(role);

const apiKey = { id: z.number(), name, key: optionalText, user: z.number().nullish(), username: optionalText, expiration: optionalText, created_time: optionalText };
export type ApiKeyRecord = Row<typeof apiKey>;
export const apiKeyList = rowsOf(apiKey);
