import type { ITriggerFunctions } from 'n8n-workflow';

/** What a trigger needs of n8n, whether n8n polls it or it listens. */
export interface WatchContext
	extends Pick<ITriggerFunctions, 'getActivationMode' | 'getCredentials' | 'getMode' | 'getNode' | 'getTimezone' | 'getWorkflow' | 'getWorkflowStaticData' | 'logger'> {
	getNodeParameter(parameterName: string, fallbackValue?: unknown): unknown;
	/** What n8n gives one poll, in ms; older versions do not say. */
	getPollBudgetMs?(): number;
}
