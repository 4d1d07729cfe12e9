/** What the demo looks for in the examples: what waits, what does not, and what they leave to be chosen. */
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowNode } from '../test/e2e/n8n/types';

export const WAITING = 'offlineForAtLeast';
export const OFFICE_HOURS = 'Outside Office Hours';
export const DAY_AFTER = 'Is It the Day After?';
export const WAIT = '.wait';

/** By a connection that stays open. */
export const isLive = ({ type }: WorkflowNode): boolean => type.endsWith('LiveTrigger');
/** By calls of Tactical RMM. */
export const isCalled = ({ type }: WorkflowNode): boolean => type.endsWith('.tacticalRmmWebhookTrigger');
export const isFleet = ({ type }: WorkflowNode): boolean => type.endsWith('.deviceFleetTrigger');

export const optionsOf = ({ options = {} }: IDataObject): IDataObject => options as IDataObject;
