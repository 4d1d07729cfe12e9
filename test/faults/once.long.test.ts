import { faultNamed, faultNames } from './faults';
import { describeWritesWith } from './once';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => jest.requireActual<typeof import('./shorten')>('./shorten').impatient());

// A certificate or a name does not turn bad between two requests of one operation: of those, the matrix tells.
describeWritesWith(faultNames.filter((name) => name === 'connection refused' || faultNamed(name).reach !== 'unsent'));
