import { wholeNumber } from '../../../shared/fields';

export const taskId = wholeNumber({ displayName: 'Task ID', default: 0, min: 1, description: "As 'Get Many' gives it" });
