import { WithFiles } from '../../shared/binary';
import { InputError } from '../../shared/errors';
import { choice, collection, json, namesAndValues, optionalText, text, textsOf, type Field } from '../../shared/fields';
import { isRecord } from '../../shared/isRecord';
import type { Resource } from '../../shared/operation';
import { inWords } from '../../shared/text';
import type { ReportFormat } from '../api/reports';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { agentLocator, clientLocator, labelled, reportLocator, siteLocator } from '../locator';
import { operation } from '../operation';
import type { ReportTemplate } from '../schemas/reports';
import { getting, gettingMany, type Shelf } from './standard';

function dependsOn({ depends_on: words }: ReportTemplate): string[] {
	return Array.isArray(words) ? words.filter((word): word is string => typeof word === 'string') : [];
}

/** A report template in short, without what it is made of. */
function toReport(record: ReportTemplate) {
	return {
		id: record.id,
		name: record.name,
		type: record.type ?? null,
		dependsOn: dependsOn(record),
		modifiedBy: record.modified_by ?? null,
		modifiedAt: toIsoTime(record.modified_time),
	};
}

const shelf: Shelf<ReportTemplate> = {
	one: 'report',
	many: 'reports',
	id: ['reportId', reportLocator],
	rights: { read: 'can_view_reports', write: 'can_manage_reports' },
	api: (client: TacticalRmmClient) => client.reports.templates,
	short: toReport,
};

const otherVariables = namesAndValues({ displayName: 'Other Variables', placeholder: 'Add variable', description: 'Names and values for the template' }, { name: 'variables', one: 'Variables' });

const otherEntered = json({ displayName: 'Other Variables as JSON', default: '{}', description: 'An object with names and values for the template, such as {"title": "October"}' });

const otherVariablesAsJson: Field<Record<string, unknown>> = {
	...otherEntered,
	read: async (raw, reading) => {
		const value = (await otherEntered.read(raw, reading)) ?? {};
		if (!isRecord(value)) throw new InputError('must be a JSON object');
		return value;
	},
};

const aboutFields = {
	agent: labelled(agentLocator, 'Agent'),
	client: clientLocator,
	otherVariableRows: otherVariables,
	otherVariables: otherVariablesAsJson,
	site: siteLocator,
};

const about = collection<typeof aboutFields, TacticalRmmClient>({ displayName: 'About', placeholder: 'Add variable', description: 'What the report is about, as its template requires', allowNone: true }, aboutFields);

const common = {
	reportId: reportLocator,
	reportFormat: choice({
		displayName: 'Format',
		default: 'pdf',
		options: [
			{ name: 'HTML', value: 'html' },
			{ name: 'PDF', value: 'pdf' },
			{ name: 'Text', value: 'plaintext', description: 'For templates that produce text, such as CSV: nothing is converted' },
		],
	}),
	about,
};

interface About {
	agent?: string;
	client?: string;
	site?: string;
	otherVariableRows?: Record<string, string>;
	otherVariables?: Record<string, unknown>;
}

/**
 * The template, and what it is filled in with. The server checks nothing of it: what a template depends on may be missing, and it shows clients
 * that the role of the key is not for. Reading them first tells.
 */
async function prepared(client: TacticalRmmClient, reportId: string, { agent, client: clientId, site, otherVariableRows: rows = {}, otherVariables: others = {} }: About) {
	const twice = Object.keys(rows).find((name) => Object.hasOwn(others, name));
	if (twice !== undefined) throw new InputError(`"${twice}" is among 'Other Variables' and 'Other Variables as JSON'`, 'Remove one of them. Nothing was sent.');
	const template = await client.reports.templates.get(Number(reportId));
	if (agent !== undefined) await client.agents.get(agent);
	if (clientId !== undefined) await client.clients.get(Number(clientId));
	if (site !== undefined) await client.clients.site(Number(site));
	const dependencies = { ...others, ...rows, ...(agent !== undefined && { agent }), ...(clientId !== undefined && { client: Number(clientId) }), ...(site !== undefined && { site: Number(site) }) };
	const missing = dependsOn(template).filter((word) => !Object.hasOwn(dependencies, word));
	if (missing.length > 0) throw new InputError(`The report "${template.name}" depends on ${inWords(missing)}`, "Add it to 'About'. Nothing was sent.");
	return { template, dependencies };
}

const FILES: Readonly<Record<ReportFormat, { ending: string }>> = { html: { ending: 'html' }, pdf: { ending: 'pdf' }, plaintext: { ending: 'txt' } };

const run = operation({
	name: 'Run',
	value: 'run',
	action: 'Run report',
	description: 'Run a report on the server, and return it as a file: HTML, PDF or text',
	effect: 'once',
	rights: ['can_view_reports'],
	notice: 'Each run adds an entry to the report history.',
	fields: { ...common, outputField: text({ displayName: 'Put Output File in Field', default: 'data', description: 'Name of the output field for the file' }) },
	run: async ({ client, fields, files }) => {
		const { reportFormat: format } = fields;
		const { template, dependencies } = await prepared(client, fields.reportId, fields.about);
		const made = await client.reports.run(template.id, format, dependencies);
		const fileName = `${template.name.replace(/[^\p{L}\p{N} ._-]+/gu, '_').trim() || `report ${template.id}`}.${FILES[format].ending}`;
		const content = typeof made === 'string' ? Buffer.from(made, 'utf8') : made;
		const file = await files.keep(pieces(content), fileName);
		return new WithFiles({ id: template.id, name: template.name, format, fileName, ...(typeof made === 'string' && { text: made }) }, { [fields.outputField.trim()]: file });
	},
});

async function* pieces(content: Buffer): AsyncGenerator<Uint8Array> {
	yield content;
}

const mailFields = {
	attachmentName: optionalText({ displayName: 'Attachment Name', placeholder: 'e.g. acme-october', description: 'Without the file extension' }),
	emailText: optionalText({ displayName: 'Text', rows: 3, description: "Leave empty for Tactical RMM's own text" }),
	subject: optionalText({ displayName: 'Subject', description: "Leave empty for Tactical RMM's own text" }),
};

/** Addresses, each of which is one. */
const recipients: Field<string[]> = (() => {
	const entered = text({ displayName: 'Recipients', placeholder: 'e.g. it@example.com, boss@example.com', description: 'Email addresses, separated by commas or lines, or an expression that returns a list' });
	return {
		...entered,
		read: (raw) => {
			const all = [...new Set(textsOf(raw, /[\n,;]/))];
			const odd = all.find((each) => !/^[^\s@]+@[^\s@]+$/.test(each));
			if (odd !== undefined) throw new InputError(`must be email addresses, but "${odd.slice(0, 80)}" is not one`);
			if (all.length === 0) throw new InputError('must have at least one email address');
			return all;
		},
	};
})();

const email = operation({
	name: 'Email',
	value: 'email',
	action: 'Email report',
	description: 'Run a report on the server and email it as an attachment',
	effect: 'once',
	rights: ['can_view_reports'],
	notice: "Tactical RMM gives the same answer if it cannot send email. 'Core > Send Test Email' shows whether its mail server works.",
	fields: {
		...common,
		recipients,
		mail: collection({ displayName: 'Email', placeholder: 'Add field', allowNone: true }, mailFields),
	},
	run: async ({ client, fields }) => {
		const { reportFormat: format, recipients: to, mail } = fields;
		const { template, dependencies } = await prepared(client, fields.reportId, fields.about);
		await client.reports.email(template.id, format, dependencies, { recipients: to, subject: mail.subject, body: mail.emailText, attachmentName: mail.attachmentName });
		return { id: template.id, name: template.name, format, recipients: to, confirmed: false, reason: 'The report was created. It is not known whether the email was sent.' };
	},
});

export const report: Resource<TacticalRmmClient> = {
	name: 'Report',
	value: 'report',
	operations: [
		gettingMany(shelf, { description: 'Retrieve all report templates' }),
		getting(shelf, { description: 'Retrieve one report template, with its code and queries if not simplified' }),
		run,
		email,
	],
};
