import { json, refused } from '../answers';
import { maybe, objectOf } from '../body';
import { blankScript } from '../labScripts';
import { get, post, put, remove, type Routes } from '../routing';
import type { Script } from '../rows';
import { boolean, checked, choice, integer, nullable, text, type Check } from '../validate';

export const shells = ['powershell', 'cmd', 'python', 'shell', 'nushell', 'deno'];

const editable: Record<string, Check> = {
	name: text, description: nullable(text), shell: choice(shells), args: text, category: nullable(text), favorite: boolean, script_body: text,
	default_timeout: integer(), syntax: nullable(text), filename: nullable(text), hidden: boolean, supported_platforms: text,
	run_as_user: boolean, env_vars: text,
};

/** What may be changed of a script that came with the server. */
const personal = ['favorite', 'hidden'];

const endings: Record<string, string> = { powershell: 'ps1', cmd: 'bat', python: 'py', shell: 'sh', nushell: 'nu', deno: 'ts' };

/** The library of scripts. */
export const scriptRoutes: Routes = ({ tables: { scripts, snippets } }) => [
	get('/scripts/', 'can_list_scripts', ({ query }) => {
		const shown = scripts.where(
			({ script_type, hidden }) =>
				(query.showCommunityScripts !== 'false' || script_type !== 'builtin') && (query.showHiddenScripts === 'true' || !hidden),
		);
		return json(shown.map((script) => without(script, ['script_body', 'script_hash'])));
	}),
	post('/scripts/', 'can_manage_scripts', ({ body }) => {
		const script = scripts.add({ ...blankScript(), ...(checked(objectOf(body), editable) as Partial<Script>) });
		return json(`${script.name} was added!`);
	}),
	get('/scripts/:id/', 'can_list_scripts', ({ params: { id = '' } }) => {
		return json(without(scripts.get(id), ['script_type']));
	}),
	put('/scripts/:id/', 'can_manage_scripts', ({ params: { id = '' }, body }) => {
		const script = scripts.get(id);
		const isPersonal = personal.some((name) => maybe(body, name) !== undefined);
		if (script.script_type === 'builtin' && !isPersonal) throw refused('Community scripts cannot be edited.');
		const values = checked(objectOf(body), editable) as Partial<Script>;
		const { favorite, hidden } = values;
		// Of what is personal, the first alone.
		const taken = favorite !== undefined ? { favorite } : { hidden };
		scripts.update(id, script.script_type === 'builtin' ? taken : values);
		return json(`${script.name} was edited!`);
	}),
	remove('/scripts/:id/', 'can_manage_scripts', ({ params: { id = '' } }) => {
		const script = scripts.get(id);
		if (script.script_type === 'builtin') throw refused('Community scripts cannot be deleted');
		scripts.delete(id);
		return json(`${script.name} was deleted!`);
	}),
	get('/scripts/:id/download/', 'can_list_scripts', ({ params: { id = '' }, query }) => {
		const { name, shell, script_body: code } = scripts.get(id);
		const filled = code.replace(/\{\{([^}]+)\}\}/g, (all, snippet: string) => snippets.where((each) => each.name === snippet.trim())[0]?.code ?? all);
		return json({ filename: `${name}.${endings[shell] ?? 'txt'}`, code: query.with_snippets === 'false' ? code : filled });
	}),
];

/** Lists leave out the script itself, and reading one leaves out where it came from. */
function without(script: Script, columns: (keyof Script)[]): Partial<Script> {
	return Object.fromEntries(Object.entries(script).filter(([name]) => !columns.includes(name as keyof Script)));
}
