import { describePromise } from './promise';

describePromise(Number(process.env.HISTORIES ?? 8));
