/** A mail as the inbox keeps it. */
import PostalMime from 'postal-mime';
import type { Address } from 'postal-mime';

export interface MailAttachment {
	name: string;
	/** As the sender declared it, e.g. `text/csv`. */
	type: string;
	/** In bytes. */
	size: number;
	content: Buffer;
}

export interface Mail {
	/** Counts from 1 in the order of arrival. */
	id: number;
	/** ISO 8601, UTC. */
	receivedAt: string;
	/** `Name <address>`, or the address alone. */
	from: string;
	/** Everyone it was delivered to, blind copies too. */
	to: string[];
	subject: string;
	text: string | undefined;
	html: string | undefined;
	attachments: MailAttachment[];
}

/** What the SMTP conversation told about a mail, besides its text. */
export interface Envelope {
	from: string;
	to: string[];
}

function written(address: Address | undefined): string | undefined {
	if (!address?.address) return address?.name || undefined;
	return address.name ? `${address.name} <${address.address}>` : address.address;
}

export async function parseMail(raw: Buffer, { from, to }: Envelope): Promise<Omit<Mail, 'id'>> {
	const parsed = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
	const attachments = parsed.attachments.map(({ filename, mimeType, content }, index) => {
		const bytes = Buffer.from(content as ArrayBuffer);
		return { name: filename || `attachment-${index + 1}`, type: mimeType, size: bytes.length, content: bytes };
	});
	return {
		receivedAt: new Date().toISOString(),
		from: written(parsed.from) ?? from,
		to,
		subject: parsed.subject ?? '',
		text: parsed.text,
		html: parsed.html,
		attachments,
	};
}
