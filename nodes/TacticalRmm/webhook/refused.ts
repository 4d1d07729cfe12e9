/** What a call without the right secret is answered: nothing of why. */
export const REFUSED = { message: 'Refused by n8n' };
