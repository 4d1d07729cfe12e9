import type { Http } from '../../shared/http/http';
import { alertTemplateList, alertTemplateRecord, type AlertTemplateRecord } from '../schemas/alertTemplates';
import { RecordsApi } from './records';

/** Alert templates: what becomes of alerts. */
export function alertTemplatesApi(http: Http): RecordsApi<AlertTemplateRecord> {
	return new RecordsApi(http, {
		what: 'alert template',
		path: ['alerts', 'templates'],
		rights: { read: 'can_list_alerttemplates', write: 'can_manage_alerttemplates' },
		list: alertTemplateList,
		one: alertTemplateRecord,
	});
}
