import type { Response } from 'express';
import type { ReadRequest } from '../support/front';

/** ASSUMED: no refusal of this API is documented. */
export function refuse(response: Response, status: number, message: string): void {
	response.status(status).json({ message });
}

/** Of writes, only the status is documented. */
export function ok(response: Response): void {
	response.status(200).end();
}

/** The body as an object; empty where it is none. */
export function bodyOf(request: unknown): Record<string, unknown> {
	try {
		const parsed: unknown = JSON.parse((request as ReadRequest).body.toString('utf8'));
		return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
