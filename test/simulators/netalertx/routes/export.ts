import { json, text, type Answer } from '../answers';
import { columns, type DeviceRow, type Value } from '../columns';
import { get, type Routes } from '../routing';

/** The table as CSV or JSON. Unlike other refusals that of a format has no `success`. */
export const exportRoutes: Routes = ({ database }) => {
	const exported = (format = 'csv'): Answer => {
		const devices = database.devices();
		if (format === 'json') return json({ columns: devices.length > 0 ? columns : [], data: devices });
		if (format !== 'csv') return json({ error: `Unsupported format '${format}'` }, 400);
		return text(csv(devices), 'text/csv', { 'Content-Disposition': 'attachment; filename=devices.csv' });
	};
	return [
		get('/devices/export', ({ query }) => exported(query.format)),
		get('/devices/export/:format', ({ params }) => exported(params.format)),
	];
};

/** Every cell quoted; null becomes '' and a line break a space. No devices, no header. */
function csv(devices: DeviceRow[]): string {
	if (devices.length === 0) return '\r\n';
	const quoted = (cell: Value) => `"${String(cell ?? '').replaceAll('"', '""').replace(/\r?\n/g, ' ')}"`;
	const lines = [[...columns], ...devices.map((row) => columns.map((column) => row[column]))];
	return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}
