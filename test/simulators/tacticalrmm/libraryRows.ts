import type { Tracked } from './rows';

export interface AlertTemplate extends Tracked {
	id: number;
	name: string;
	[column: string]: unknown;
}

export interface Policy extends Tracked {
	id: number;
	name: string;
	desc: string;
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
