import type { Http } from '../../shared/http/http';
import { alertTemplateList, alertTemplateRecord, type AlertTemplateRecord } from '../schemas/alertTemplates';
import { RecordsApi } from './records';

/** Alert templates: what happens to alerts. */
export function alertTemplatesApi(http: Http): RecordsApi<AlertTemplateRecord> {
	return new RecordsApi(http, {
		what: 'alert template',
		path: ['alerts', 'templates'],
		rights: { read: 'can_list_alerttemplates', write: 'can_manage_alerttemplates' },
		// The server looks at these words, whatever is stored beside them.
		rightsFor: ({ action_type: action, resolved_action_type: resolved }) => (action === 'server' || resolved === 'server' ? ['can_run_server_scripts'] : []),
		list: alertTemplateList,
		one: alertTemplateRecord,
	});
}
