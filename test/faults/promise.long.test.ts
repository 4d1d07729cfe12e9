import { describePromise } from '../nodes/promise/promise';

jest.setTimeout(10 * 60_000);

describePromise(Number(process.env.HISTORIES ?? 200));
