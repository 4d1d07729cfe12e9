/** How things are found in n8n's editor. */

/** By n8n's own name for it in tests. */
export const t = (id: string): string => `[data-test-id="${id}"]`;

/** What has this text and no other, whatever its capitals: n8n changes those of some lines. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'i');

/** An option of whichever drop-down is open. */
export const option = '[role="option"]:visible';

/** The machine is shared, and the editor is large. */
export const patienceMs = 20_000;
