import {
	betweenCommas,
	choice,
	choices,
	collection,
	dateTime,
	flag,
	json,
	locator,
	names,
	optionalText,
	text,
	textsOf,
	variants,
	when,
	wholeNumber,
	type Field,
	type NameList,
} from '../../nodes/shared/fields';

/** What every kind of field takes as its value, and what it says of all else: as forms, expressions and models give it. */

const it_ = { displayName: 'It' };
const none = undefined as never;

async function readWith<T, C>(field: Field<T, C>, raw: unknown, client: C, siblings: Record<string, unknown> = {}): Promise<T> {
	return await field.read(raw, { client, siblings, timezone: 'Europe/Oslo' });
}
const read = async <T>(field: Field<T>, raw: unknown, siblings?: Record<string, unknown>): Promise<T> => await readWith(field, raw, none, siblings);

const own = (name: string, value: unknown): object => JSON.parse(`{"${name}": ${JSON.stringify(value)}}`) as object;
const cyclic: { self?: object } = {};
cyclic.self = cyclic;
/** An object whose text is a failure. */
const unspeakable = {
	toString: (): string => {
		throw new Error('has no text');
	},
};

/** What means nothing to any kind of field. */
const hostile: Array<[name: string, raw: unknown]> = [
	['an object', { a: 1 }],
	['an object of a prototype', own('__proto__', { a: 1 })],
	['an object whose text is a failure', unspeakable],
	['an object in a circle', cyclic],
	['an empty list', []],
	['a list of several', ['a', 'b']],
	['a list in a list', [['a']]],
	['a list of an object', [{ a: 1 }]],
	['NaN', NaN],
	['Infinity', Infinity],
	['a number that is not exact', 1e21],
	['a symbol', Symbol('a')],
	['a function', () => 'a'],
	['a big integer', 10n],
];
const shown = (raws: unknown[]) => raws.map((raw): [string, unknown] => [JSON.stringify(raw) ?? String(raw), raw]);
const hostileBut = (...fine: string[]) => hostile.filter(([name]) => !fine.includes(name));

describe('E9 a switch', () => {
	const field = flag({ ...it_, default: false });
	const words = (value: boolean, all: unknown[]) => all.map((raw): [unknown, boolean] => [raw, value]);

	it.each([
		...words(true, [true, 1, '1', 'true', 'TRUE', 'True', ' true ', 'yes', 'Yes', 'YES', 'on', 'ON', ' On\n']),
		...words(false, [false, 0, '0', 'false', 'FALSE', 'False', '\tfalse', 'no', 'No', 'NO', 'off', 'OFF', ' Off ']),
	])('is %j: %j', async (raw, value) => {
		expect(await read(field, raw)).toBe(value);
	});

	it.each([...hostile, ...shown(['', ' ', 'maybe', 'y', 'enabled', '2', '01', 'null', '[true]', '__proto__', 'constructor', '\u{1F600}', null, undefined, 2, -1, 0.5])])(
		'is not %s, and says what it takes',
		async (_, raw) => {
			await expect(read(field, raw)).rejects.toThrow('must be true or false (yes, no, on, off, 1 and 0 work as well)');
		},
	);
});

describe('E9 a choice', () => {
	const field = choice({
		...it_,
		default: 'any',
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Offline or Overdue', value: 'silent' },
			{ name: 'macOS', value: 'darwin' },
		],
	});

	it.each([
		['silent', 'silent'],
		['SILENT', 'silent'],
		[' silent ', 'silent'],
		['Offline or Overdue', 'silent'],
		['offline or overdue', 'silent'],
		['macos', 'darwin'],
		['MACOS\n', 'darwin'],
		['Darwin', 'darwin'],
	])('takes its value and its label in any case: %j', async (raw, value) => {
		expect(await read(field, raw)).toBe(value);
	});

	it.each([...hostile, ...shown(['', ' ', 'offline', 'Any,macOS', '["any"]', '__proto__', 'toString', '\u{1F600}', null, undefined, true, 0])])(
		'takes nothing else, and lists what is possible: %s',
		async (_, raw) => {
			await expect(read(field, raw)).rejects.toThrow('must be one of: Any, Offline or Overdue, macOS');
		},
	);

	it.each([
		[4, 4],
		['4', 4],
		[' 4 ', 4],
		['server', 4],
	])('takes a number as text: %j', async (raw, value) => {
		expect(await read(choice({ ...it_, default: 1, options: [{ name: 'Desktop', value: 1 }, { name: 'Server', value: 4 }] }), raw)).toBe(value);
	});

	it('prefers a value to a label of the same words', async () => {
		const crossed = choice({ ...it_, default: 'A', options: [{ name: 'B', value: 'A' }, { name: 'A', value: 'B' }] });
		expect(await read(crossed, 'A')).toBe('A');
		expect(await read(crossed, 'B')).toBe('B');
		await expect(read(crossed, 'a')).rejects.toThrow('must be one of: B, A');
	});

	it('does not confuse two that differ by their case alone', async () => {
		const twins = choice({ ...it_, default: 'x', options: [{ name: 'Online', value: 'x' }, { name: 'ONLINE', value: 'y' }] });
		expect(await read(twins, 'Online')).toBe('x');
		expect(await read(twins, 'ONLINE')).toBe('y');
		await expect(read(twins, 'online')).rejects.toThrow('must be one of: Online, ONLINE');
	});
});

describe('E9 several choices', () => {
	const options = [
		{ name: 'Bash (Linux, macOS)', value: 'bash' },
		{ name: 'Command Prompt', value: 'cmd' },
		{ name: 'PowerShell', value: 'ps' },
	] as const;
	const some = choices({ ...it_, options });
	const any = choices({ ...it_, options, allowNone: true });

	it.each([
		[['cmd'], ['cmd']],
		[['Command Prompt', 'POWERSHELL'], ['cmd', 'ps']],
		['["cmd", "PowerShell"]', ['cmd', 'ps']],
		[' ["cmd"] ', ['cmd']],
		['cmd', ['cmd']],
		['cmd, powershell', ['cmd', 'ps']],
		['ps,,cmd,', ['ps', 'cmd']],
		['cmd,CMD,Command Prompt', ['cmd']],
		['Bash (Linux, macOS)', ['bash']],
		['cmd, bash (linux, macos), ps', ['cmd', 'bash', 'ps']],
	])('are %j', async (raw, value) => {
		expect(await read(some, raw)).toEqual(value);
	});

	it.each([...hostileBut('an empty list'), ...shown(['zsh', 'cmd, zsh', 'Bash (Linux', '["cmd", "zsh"]', '[[]]', '["cmd"', '{"cmd": true}', '__proto__', true, 7])])(
		'are nothing else, and list what is possible: %s',
		async (_, raw) => {
			await expect(read(some, raw)).rejects.toThrow('must be one or more of: Bash (Linux, macOS), Command Prompt, PowerShell');
		},
	);

	it.each([[[]], ['[]'], [''], [' , '], [null], [undefined]])('may be none only where that is allowed: %j', async (raw) => {
		expect(await read(any, raw)).toEqual([]);
		await expect(read(some, raw)).rejects.toThrow('must name at least one of: Bash (Linux, macOS), Command Prompt, PowerShell');
	});
});

describe('E9 text', () => {
	it.each([
		['a', 'a'],
		[' a ', ' a '],
		[['a'], 'a'],
		['["a"]', '["a"]'],
		['{"a": 1}', '{"a": 1}'],
		[5, '5'],
		[[5], '5'],
		[0, '0'],
		[1.5, '1.5'],
		[true, 'true'],
		['007', '007'],
		['__proto__', '__proto__'],
		['<b>\u{1F600} é ж "\'`$', '<b>\u{1F600} é ж "\'`$'],
	])('is %j: %j', async (raw, value) => {
		expect(await read(text(it_), raw)).toBe(value);
		expect(await read(optionalText(it_), raw)).toBe(value);
	});

	it.each([[null], [undefined], [''], [[null]]])('may be nothing only where that is allowed: %j', async (raw) => {
		expect(await read(optionalText(it_), raw)).toBe('');
		await expect(read(text(it_), raw)).rejects.toThrow('must not be empty');
	});

	it.each(hostile)('is not %s', async (_, raw) => {
		await expect(read(optionalText(it_), raw)).rejects.toThrow('must be text');
	});

	it('says of a number that was rounded on the way how to give it', async () => {
		await expect(read(text(it_), 12345678901234567890)).rejects.toThrow('must be text. A number this large is not exact: put it in quotes');
	});
});

describe('E9 a whole number', () => {
	const field = wholeNumber({ ...it_, default: 1, min: 0, max: 10 });

	it.each([[7, 7], ['7', 7], [' 7 ', 7], ['7.0', 7], ['07', 7]])('is %j', async (raw, value) => {
		expect(await read(field, raw)).toBe(value);
	});

	it.each([...hostile, ...shown(['', ' ', 'seven', '7 items', '0x7', '1e1', '99999999999999999999', null, undefined, true, 11, -1, 1.5])])('is not %s', async (_, raw) => {
		await expect(read(field, raw)).rejects.toThrow('must be a whole number from 0 to 10');
	});
});

describe('E9 a moment', () => {
	it.each([[null], [undefined], [''], [' ']])('may be nothing: %j', async (raw) => {
		expect(await read(dateTime(it_), raw)).toBeUndefined();
	});

	it.each(hostile)('is not %s', async (_, raw) => {
		await expect(read(dateTime(it_), raw)).rejects.toThrow(/^must be/);
	});
});

describe('E9 JSON', () => {
	it.each([
		['{"a": 1}', { a: 1 }],
		[{ a: 1 }, { a: 1 }],
		[[1, 'a'], [1, 'a']],
		['["a"]', ['a']],
		[[], []],
		[5, 5],
		[false, false],
		['"a"', 'a'],
		['', undefined],
		[' ', undefined],
		[null, undefined],
		[undefined, undefined],
	])('is %j', async (raw, value) => {
		expect(await read(json(it_), raw)).toEqual(value);
	});

	it('keeps a name that other objects have a meaning for', async () => {
		expect(Object.keys((await read(json(it_), '{"__proto__": 1, "constructor": 2}')) as object)).toEqual(['__proto__', 'constructor']);
	});

	it.each([
		...hostile.filter(([name]) => ['an object in a circle', 'NaN', 'Infinity', 'a symbol', 'a function', 'a big integer'].includes(name)),
		['NaN inside', { a: { b: NaN } }],
		['a big integer inside', [10n]],
		['text that is none', '{a: 1}'],
		['a bare word', 'yes'],
	])('is not %s', async (_, raw) => {
		await expect(read(json(it_), raw)).rejects.toThrow('must be JSON, as text or as an object: ');
	});
});

describe('E9 a collection', () => {
	const fields = {
		note: optionalText(it_),
		isOn: flag({ displayName: 'On', default: false }),
		status: choice({ displayName: 'Status', default: 'on', options: [{ name: 'Online', value: 'on' }, { name: 'Offline', value: 'off' }] }),
		several: choices({ displayName: 'Several', allowNone: true, options: [{ name: 'First', value: '1' }, { name: 'Second', value: '2' }] }),
	};
	const some = collection({ displayName: 'It', placeholder: 'Add' }, fields);
	const any = collection({ displayName: 'It', placeholder: 'Add', allowNone: true }, fields);
	const filter = collection({ displayName: 'It', placeholder: 'Add', allowNone: true, isFilter: true }, fields);

	it.each([
		[{ note: 'x' }, { note: 'x' }],
		['{"note": "x"}', { note: 'x' }],
		[' {"isOn": "Yes", "status": "offline", "several": "first, 2"} ', { isOn: true, status: 'off', several: ['1', '2'] }],
		[{ isOn: 'off', several: '["Second"]', note: ['x'] }, { isOn: false, several: ['2'], note: 'x' }],
		[{ note: '' }, { note: '' }],
		['{"note": "", "isOn": false}', { note: '', isOn: false }],
	])('is %j', async (raw, value) => {
		expect(await read(some, raw)).toEqual(value);
	});

	it.each([
		[{ note: 'x', isOn: null, status: undefined }, { note: 'x' }],
		['{"note": null, "isOn": "yes"}', { isOn: true }],
	])('does not write what came to nothing: %j', async (raw, value) => {
		expect(await read(some, raw)).toEqual(value);
	});

	it.each([[null], [undefined], [''], [' '], ['{}'], [{}], [{ note: null }]])('may be nothing only where that is allowed: %j', async (raw) => {
		expect(await read(any, raw)).toEqual({});
		await expect(read(some, raw)).rejects.toThrow('must have at least one field added');
	});

	it('lets nothing more through where it narrows something down', async () => {
		await expect(read(filter, { isOn: null })).rejects.toThrow("'On' must be true or false");
		await expect(read(filter, '{"status": null}')).rejects.toThrow("'Status' must be one of: Online, Offline");
		await expect(read(filter, { several: null })).rejects.toThrow("must not have an empty 'Several': it would match everything");
		expect(await read(filter, { note: null, several: [] })).toEqual({ note: '', several: [] });
		const narrowing = collection({ displayName: 'It', placeholder: 'Add', allowNone: true, isNarrowing: true }, fields);
		await expect(read(narrowing, { several: [] })).rejects.toThrow("must not have an empty 'Several'");
		expect(await read(narrowing, {})).toEqual({});
	});

	it.each(hostileBut('an object', 'an object of a prototype', 'an object whose text is a failure', 'an object in a circle').concat(['text', 'note'].map((raw) => [raw, raw]), [['broken JSON', '{"note": ']], [['JSON of a list', '[{"note": "x"}]']]))(
		'is not %s',
		async (_, raw) => {
			await expect(read(any, raw)).rejects.toThrow('must be an object with the fields to set, or JSON text of one. It has note, isOn, status and several.');
		},
	);

	it.each(['__proto__', 'constructor', 'toString', 'Note', 'other'])('has no field "%s", and lists those that it has', async (name) => {
		for (const raw of [own(name, 'x'), JSON.stringify({ a: 0 }).replace('"a"', `"${name}"`)]) {
			await expect(read(any, raw)).rejects.toThrow(`has no field "${name}". It has note, isOn, status and several.`);
		}
	});

	it('names the field that has a wrong value', async () => {
		await expect(read(some, '{"status": "down"}')).rejects.toThrow("'Status' must be one of: Online, Offline");
	});
});

describe('E9 a locator', () => {
	const modes = [
		{ displayName: 'From List', name: 'list', searchListMethod: 'search' },
		{ displayName: 'By MAC Address', name: 'mac' },
		{ displayName: 'By Name', name: 'name' },
	];
	const field = locator<undefined>(it_, modes, (_, mode, entered) => `${mode}:${entered}`);

	it.each([
		['the bare value', 'x', 'mac:x'],
		['a number', 5, 'mac:5'],
		['a list of one', ['x'], 'mac:x'],
		['what the editor stores', { __rl: true, mode: 'name', value: ' x ' }, 'name:x'],
		['a choice from the list', { __rl: true, mode: 'list', value: 'x', cachedResultName: 'X' }, 'list:x'],
		['that as JSON text', '{"__rl":true,"mode":"name","value":"x"}', 'name:x'],
		['that without its mark', { mode: 'name', value: 'x' }, 'name:x'],
		['that in a list', [{ mode: 'name', value: 'x' }], 'name:x'],
		['a value in a list', { mode: 'name', value: ['x'] }, 'name:x'],
		['a value that is a number', { mode: 'name', value: 5 }, 'name:5'],
		['no mode', { value: 'x' }, 'mac:x'],
		['the empty mode of a dropped field', { __rl: true, mode: '', value: 'x' }, 'mac:x'],
		['the mode that IDs had before', { __rl: true, mode: 'id', value: 'x' }, 'mac:x'],
		['a mode in another case', { mode: 'Name', value: 'x' }, 'name:x'],
		['a mode by its label', { mode: 'by name', value: 'x' }, 'name:x'],
		['JSON text of something else', '{"id": "x"}', 'mac:{"id": "x"}'],
		['text with brackets', '["x"]', 'mac:["x"]'],
		['a name that objects know', '__proto__', 'mac:__proto__'],
	])('takes %s', async (_, raw, value) => {
		expect(await readWith(field, raw, undefined)).toBe(value);
	});

	it.each([...hostileBut('a list in a list', 'a number that is not exact'), ...shown([null, undefined, true])])('does not take %s', async (_, raw) => {
		await expect(readWith(field, raw, undefined)).rejects.toThrow(/^must be (chosen from the list, be an ID as text, or be an object with a value and one of the modes list, mac or name|text)/);
	});

	it.each([[''], [' '], [{ mode: 'mac', value: '' }], [{ mode: 'mac', value: null }], ['{"mode": "mac", "value": " "}']])('must not be empty: %j', async (raw) => {
		await expect(readWith(field, raw, undefined)).rejects.toThrow('must not be empty');
	});

	it.each([[{ mode: 'url', value: 'x' }], [{ mode: {}, value: 'x' }], [{ mode: '__proto__', value: 'x' }]])('has a mode that is one of its own: %j', async (raw) => {
		await expect(readWith(field, raw, undefined)).rejects.toThrow('must have one of the modes list, mac or name');
	});
});

describe('E9 several texts', () => {
	it.each([
		[['a, b', 'c'], ['a, b', 'c']],
		['["a, b", "c"]', ['a, b', 'c']],
		['a, b', ['a', 'b']],
	])('%j', (raw, value) => {
		expect(textsOf(raw, /,/)).toEqual(value);
	});
});

describe('E9 what is shown by another field', () => {
	const returnAll = flag({ ...it_, default: false });
	const limit = when({ returnAll: [false] }, wholeNumber({ ...it_, default: 50, min: 1 }));

	it('goes by what that field means, however it was written', async () => {
		expect(await read(limit, 5, { returnAll: await read(returnAll, 'no') })).toBe(5);
		expect(await read(limit, 5, { returnAll: await read(returnAll, 'YES') })).toBeUndefined();
	});

	it('is of the kind that the chosen label stands for', async () => {
		const kind = choice({ ...it_, default: 'switch', options: [{ name: 'Switch', value: 'switch' }, { name: 'Words', value: 'words' }] });
		const value = variants<boolean | string>('kind', new Map<string, Field<boolean | string>>([['switch', returnAll], ['words', optionalText(it_)]]));
		expect(await read(value, 'yes', { kind: await read(kind, 'Switch') })).toBe(true);
		expect(await read(value, 'yes', { kind: await read(kind, 'WORDS') })).toBe('yes');
	});
});

describe('E10 names between commas', () => {
	const known = ['Acme', 'Acme, Inc.', 'Sirius, Cybernetics, Corp', 'web', 'WEB'];

	it.each([
		['Acme, Globex', ['Acme', 'Globex']],
		['acme,inc.,  Acme', ['Acme, Inc.', 'Acme']],
		['sirius, cybernetics, corp, sirius', ['Sirius, Cybernetics, Corp', 'sirius']],
		['Web,WEB,web', ['Web', 'WEB', 'web']],
		[' , ', []],
		['', []],
	])('%j', (entered, found) => {
		expect(betweenCommas(entered, known)).toEqual(found);
	});

	it('take no time to speak of, however many there are', () => {
		const began = performance.now();
		expect(betweenCommas('a,'.repeat(200_000), known)).toHaveLength(200_000);
		expect(performance.now() - began).toBeLessThan(5_000);
	});
});

describe('E10 names', () => {
	const clients: NameList<string[]> = { method: 'clients', read: async (known) => await Promise.resolve(known) };
	const field = names({ displayName: 'Clients' }, clients);
	const known = ['Acme', 'Acme, Inc.', 'Globex', 'Inc.'];

	it.each([
		['a list is exact', ['Acme, Inc.'], ['Acme, Inc.']],
		['entries of a list are not taken apart', ['Acme, Inc.', 'Acme\nGlobex'], ['Acme, Inc.', 'Acme\nGlobex']],
		['JSON text of a list', '["Acme, Inc.", "Globex"]', ['Acme, Inc.', 'Globex']],
		['one name', ' Acme ', ['Acme']],
		['a name that nothing has', 'Initech', ['Initech']],
		['one name a line', 'Acme, Inc.\n Globex \r\n\n', ['Acme, Inc.', 'Globex']],
		['a line with a comma that is a name', 'acme,inc.', ['Acme, Inc.']],
		['a line with a comma that the server has not', 'Initech, Ltd.', 'Initech, Ltd.'],
		['a line with commas between names', ' Globex, Acme ', 'Globex, Acme'],
		['none', [], []],
		['nothing', null, []],
		['nothing but commas', ' , ', ','],
		['a list with blanks', [' Acme ', '', null, 5, 'Acme'], ['Acme', '5']],
		['names that objects know', ['__proto__', 'constructor'], ['__proto__', 'constructor']],
	])('%s', async (_, raw, value) => {
		expect(await readWith(field, raw, known)).toEqual(value);
	});

	it.each(hostileBut('an empty list', 'a list of several'))('are not %s', async (_, raw) => {
		await expect(readWith(field, raw, known)).rejects.toThrow('must be text');
	});

	it('ask the server only where a comma may be either', async () => {
		const unasked: NameList<undefined> = { method: 'x', read: () => Promise.reject(new Error('asked')) };
		for (const raw of [['a, b'], 'a', 'a, b\nc', '["a, b"]']) await readWith(names(it_, unasked), raw, undefined);
		await expect(readWith(names(it_, unasked), 'a, b', undefined)).rejects.toThrow('asked');
	});

	it('are a list that the editor loads from the server, and may hold what it does not have', () => {
		expect(field.properties).toEqual([
			{ displayName: 'Clients', description: expect.stringContaining('one name per line') as string, type: 'multiOptions', default: [], options: [], typeOptions: { loadOptionsMethod: 'clients' }, allowArbitraryValues: true },
		]);
	});
});
