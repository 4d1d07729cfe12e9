import { commandInUtf8, scriptInUtf8 } from '../../nodes/shared/powershell';

const line = '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false';

it('T14 a command writes its output in UTF-8', () => {
	expect(commandInUtf8("Write-Host 'é ü ж'")).toBe(`${line}; Write-Host 'é ü ж'`);
});

it.each<[string, string, string]>([
	['nothing before it', '', "Write-Host 'ж'"],
	['a comment', '# é\n', "Write-Host 'ж'"],
	['a block of comments and what it requires', '<#\n.SYNOPSIS (param\n#>\n#Requires -Version 5\n\n', 'Get-Item .'],
	['using', 'using namespace System.IO\nusing module X\n', 'Get-Item .'],
	['param', 'param($Path)\n', 'Get-Item $Path'],
	['param on one line with the rest', 'param([string]$A = "x)") ', 'Get-Item $A'],
	['attributes and param', '[CmdletBinding()]\nparam(\n\t[Parameter(Mandatory)] [string] $Path = \')\', # )\n\t$B = @"\n)\n"@\n)\r\n', 'Get-Item $Path'],
	['a bracket that is a statement', '', '[Environment]::MachineName'],
	['a quoted backtick', 'PARAM ($A = "`")")\n', '$A'],
])('T14 the line follows %s', (_, before, after) => {
	expect(scriptInUtf8(before + after)).toBe(`${before}${before && !before.endsWith('\n') ? '\n' : ''}${line}\n${after}`);
});

it('T14 code of named blocks is refused, with the line to put into it', () => {
	expect(() => scriptInUtf8('param($a)\nprocess { $_ }')).toThrow("'UTF-8 Output' cannot be added to code that begins with a begin, process or end block");
});

it('T14 code that never closes a bracket is left as it is, with the line at its end', () => {
	expect(scriptInUtf8('param($a')).toBe(`param($a\n${line}\n`);
});
