/** The parts of n8n's REST answers that tests and demo read. */
import type { IConnections, IDataObject, INodePropertyOptions } from 'n8n-workflow';

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: IDataObject;
	credentials?: Record<string, { id: string | null; name: string }>;
	[other: string]: unknown;
}

/** A workflow as n8n exports it. */
export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	connections: IConnections;
	settings?: IDataObject;
	[other: string]: unknown;
}

export interface SavedWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
	active: boolean;
}

export interface CredentialReference {
	id: string;
	name: string;
	type: string;
}

export interface OwnerAccount {
	email: string;
	/** n8n's rule: 8 to 64 characters with an upper-case letter and a digit. */
	password: string;
	firstName: string;
	lastName: string;
}

export type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	createdAt: string;
	/** null for a poll that failed: nothing was started. */
	startedAt: string | null;
	stoppedAt?: string;
}

export interface Item {
	json: IDataObject;
	binary?: Record<string, { fileName?: string; mimeType: string; fileSize?: string }>;
	pairedItem?: unknown;
	error?: unknown;
}

export interface TaskRun {
	executionTime: number;
	executionStatus?: string;
	data?: { main?: Array<Item[] | null> };
	error?: { message: string; description?: string | null; httpCode?: string | null; [other: string]: unknown };
}

export interface Execution extends ExecutionSummary {
	data: {
		resultData: {
			/** By node name; one entry for each time the node ran. */
			runData: Record<string, TaskRun[]>;
			lastNodeExecuted?: string;
			error?: TaskRun['error'];
		};
	};
}

export interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export interface NodeTypeDescription {
	name: string;
	displayName: string;
	version: number | number[];
	iconUrl?: string | { light: string; dark: string };
	properties: Array<{ name: string; displayName: string; [other: string]: unknown }>;
	[other: string]: unknown;
}

/** What a dropdown of a node asks for. */
export interface DropdownQuery {
	/** A node type with its package, e.g. `n8n-nodes-device-management.netAlertX`. */
	nodeType: string;
	nodeVersion?: number;
	/** A `listSearch` or `loadOptions` method. */
	methodName: string;
	/** Default `parameters.deviceId`. */
	path?: string;
	parameters?: IDataObject;
	credential?: CredentialReference;
	filter?: string;
	paginationToken?: string;
}

export interface ListSearchResult {
	results: Array<{ name: string; value: string | number; url?: string; description?: string }>;
	paginationToken?: string;
}

export type DropdownOption = INodePropertyOptions;
