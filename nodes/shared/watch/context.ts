import type { ITriggerFunctions } from 'n8n-workflow';

/** What it takes to connect to what a node's credential leads to. */
export interface ConnectContext extends Pick<ITriggerFunctions, 'getCredentials' | 'getNode' | 'getWorkflow' | 'logger'> {
	getNodeParameter(parameterName: string, fallbackValue?: unknown): unknown;
}

/** What a trigger needs of n8n, whether n8n polls it or it listens. */
export interface WatchContext
	extends Pick<ITriggerFunctions, 'getActivationMode' | 'getCredentials' | 'getMode' | 'getNode' | 'getTimezone' | 'getWorkflow' | 'getWorkflowStaticData' | 'logger'> {
	getNodeParameter(parameterName: string, fallbackValue?: unknown): unknown;
	/** What n8n gives one poll, in ms; older versions do not say. */
	getPollBudgetMs?(): number;
}
