import type { Tracked } from './rows';

export interface AlertTemplate extends Tracked {
	id: number;
	name: string;
	[column: string]: unknown;
}

export interface Policy extends Tracked {
	id: number;
	name: string;
	desc: string | null;
	active: boolean;
	enforced: boolean;
	alert_template: number | null;
	excluded_sites: number[];
	excluded_clients: number[];
	excluded_agents: number[];
}

export interface StoredKey extends Tracked {
	id: number;
	name: string;
	value: string;
}

export interface UrlAction extends Tracked {
	id: number;
	name: string;
	desc: string;
	pattern: string;
	action_type: string;
	rest_method: string;
	rest_body: string;
	rest_headers: string;
}

export interface Snippet {
	id: number;
	name: string;
	desc: string;
	code: string;
	shell: string;
}

export interface Deployment {
	id: number;
	uid: string;
	site: number;
	mon_type: string;
	goarch: string;
	expiry: string;
	install_flags: { rdp: number; ping: number; power: number };
	created: string;
}

export interface AuditEntry {
	id: number;
	entry_time: string;
	username: string;
	/** Numeric id. */
	agent: number | null;
	action: string;
	object_type: string;
	before_value: unknown;
	after_value: unknown;
	message: string;
}

export interface DebugEntry {
	id: number;
	entry_time: string;
	/** Numeric id. */
	agent: number | null;
	log_level: string;
	log_type: string;
	message: string;
}

export interface ReportTemplate extends Tracked {
	id: number;
	name: string;
	template_md: string;
	template_css: string | null;
	type: string;
	template_variables: string;
	depends_on: string[];
	template_html: number | null;
}

/** A mail that the server was to send. */
export interface SentMail {
	id: number;
	template: number;
	recipients: string[];
	settings: unknown;
}
