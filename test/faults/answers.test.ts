import { describeHostileAnswers } from './hostileAnswers';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());
jest.mock('../../nodes/shared/nodeErrors', () => jest.requireActual<typeof import('./raised')>('./raised').takingNote());

describeHostileAnswers({ runs: 4, seed: 1 });
