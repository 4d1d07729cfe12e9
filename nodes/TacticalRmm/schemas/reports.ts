import * as z from 'zod/v4';
import { parseJson } from '../../shared/http/json';
import { recordOf, type Row } from '../../shared/http/record';
import { rowsOf } from '../../shared/http/rows';
import { flag, name, optionalText } from './common';

const reportTemplate = {
	id: z.number(),
	name,
	/** markdown, html, plaintext. */
	type: optionalText,
	/** Words such as client, site, agent: the server itself does not check them. */
	depends_on: z.unknown().optional(),
	created_by: optionalText,
	modified_by: optionalText,
	modified_time: optionalText,
};
export type ReportTemplate = Row<typeof reportTemplate>;
export const reportTemplateRecord = recordOf(reportTemplate);
export const reportTemplateList = rowsOf(reportTemplate);

/** HTML or text as a JSON text, or the bytes of a PDF. */
export const reportOutput = z.union([z.string(), z.instanceof(Buffer)]);

/** A Windows update as a report's query has it: columns of its agent have both names. */
const queriedUpdate = {
	id: z.number(),
	kb: optionalText,
	title: optionalText,
	severity: optionalText,
	categories: z.array(z.string()).nullish(),
	installed: flag,
	downloaded: z.boolean().nullish(),
	action: optionalText,
	result: optionalText,
	agent__agent_id: optionalText,
	agent__hostname: optionalText,
};
export type QueriedUpdate = Row<typeof queriedUpdate>;
/** JSON within a JSON text. */
export const queriedUpdates = z.string().transform(parseJson).pipe(rowsOf(queriedUpdate));
