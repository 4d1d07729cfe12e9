import { gzipSync } from 'node:zlib';
import { InputError } from '../../shared/errors';
import type { Command } from '../command';
import { after, before, begun, TIMED_OUT } from './answer';

/** An argument list of Windows has 32,767 characters; in UTF-16 and base64, 1 character takes 2.7. */
const LONGEST = 10_000;

/** Rests between looks at a process that says nothing. */
const LOOK_EVERY_MS = 200;
/** How long to wait for it after it was ended. */
const END_WITHIN_S = 5;

/**
 * A command for the agent's PowerShell, which reads line after line from its input: a first word, and a script that runs the command in a
 * separate process, without input, ends it with all that it started when its time is over, and gives its output in base64. Both ways it
 * is UTF-8, whatever the code page of the system: the console is switched to it (65001), and output in another encoding is read in
 * the system's own page for consoles. (As MeshCentral's source and Windows' documentation have it; not run on a device.)
 * @throws InputError for a command that would not arrive whole
 */
export function windowsText({ text, shell, wait, timeoutMs, outputAtMost }: Command, mark: string): string {
	const length = Buffer.byteLength(text);
	if (length > LONGEST) {
		throw new InputError(`'Command' has ${length} bytes, and at most ${LONGEST} arrive complete`, 'Put the script in a file on the device and run that. Nothing was sent.');
	}
	const program = shell === 'powershell' ? powerShell(text) : commandPrompt(text, mark);
	const script = wait ? limited(program, mark, Math.max(1, Math.ceil(timeoutMs / 1000)), outputAtMost) : inBackground(program, mark);
	// Compressed, because the agent hands it on in one go.
	const bytes = `(New-Object IO.MemoryStream(,[Convert]::FromBase64String("${gzipSync(script).toString('base64')}")))`;
	const unzipped = `(New-Object IO.Compression.GZipStream(${bytes},[IO.Compression.CompressionMode]::Decompress))`;
	return `"${begun(mark)}"\r\niex((New-Object IO.StreamReader(${unzipped})).ReadToEnd())\r\n`;
}

/** Lines that make ready what is to be run, and what to run then: expressions of PowerShell. */
interface Program {
	prepare: string[];
	file: string;
	/** With its output kept. */
	kept: string;
	/** With its output thrown away, and what was made ready removed. */
	dropped: string;
	cleanUp: string[];
}

function powerShell(text: string): Program {
	const encoded = '[Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($c))';
	const switches = '"-NoProfile -NonInteractive -OutputFormat Text -InputFormat None -EncodedCommand "';
	return { prepare: [entered(text)], file: '($PSHOME+"\\powershell.exe")', kept: `(${switches}+${encoded})`, dropped: `(${switches}+${encoded})`, cleanUp: [] };
}

/** By way of a file in UTF-8, which the prompt reads as such from the line on that switches its code page. */
function commandPrompt(text: string, mark: string): Program {
	return {
		prepare: [
			entered(text.replace(/\r?\n/g, '\r\n')),
			`$f=[IO.Path]::GetTempPath()+"mesh-${mark}.cmd"`,
			'[IO.File]::WriteAllText($f,"@echo off`r`nchcp 65001 >NUL`r`n"+$c,(New-Object Text.UTF8Encoding $false))',
		],
		file: '$env:ComSpec',
		kept: '"/d /c `"`"$f`" 2>&1`""',
		dropped: '"/d /c `"`"$f`" <NUL >NUL 2>&1 & del `"$f`"`""',
		cleanUp: ['Remove-Item -LiteralPath $f -Force -ErrorAction SilentlyContinue'],
	};
}

/** The command as it was entered: in base64, so that none of its characters is PowerShell's to read. */
function entered(text: string): string {
	return `$c=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("${base64(text)}"))`;
}

/** Started by the shell of Windows, it inherits none of the agent's streams. */
function inBackground({ prepare, file, dropped }: Program, mark: string): string {
	return [
		...prepare,
		`$p=Start-Process -PassThru -WindowStyle Hidden -FilePath ${file} -ArgumentList ${dropped}`,
		`[Console]::Out.Write("${after(mark)} s"+$p.Id+"\`n")`,
	].join('\n');
}

/** Both streams are read as they come, in whatever PowerShell Windows has had since version 7. */
function limited({ prepare, file, kept, cleanUp }: Program, mark: string, seconds: number, most: number): string {
	return [
		'chcp.com 65001 >$null',
		...prepare,
		'$i=New-Object Diagnostics.ProcessStartInfo',
		`$i.FileName=${file}`,
		`$i.Arguments=${kept}`,
		'$i.UseShellExecute=$false',
		'$i.RedirectStandardInput=$i.RedirectStandardOutput=$i.RedirectStandardError=$true',
		'$p=[Diagnostics.Process]::Start($i)',
		// Not the writer above it, which would say goodbye with a byte order mark.
		'$p.StandardInput.BaseStream.Close()',
		'$s=@($p.StandardOutput.BaseStream,$p.StandardError.BaseStream)',
		'$b=@((New-Object byte[] 65536),(New-Object byte[] 65536))',
		'$a=@($s[0].BeginRead($b[0],0,65536,$null,$null),$s[1].BeginRead($b[1],0,65536,$null,$null))',
		'$o=New-Object IO.MemoryStream',
		'$w=[Diagnostics.Stopwatch]::StartNew()',
		'$t=0',
		'while(!$p.HasExited -or $a[0] -or $a[1]){',
		'$h=@($a|?{$_}|%{$_.AsyncWaitHandle})',
		`if($h.Length){$q=[Threading.WaitHandle]::WaitAny([Threading.WaitHandle[]]$h,${LOOK_EVERY_MS})}else{Start-Sleep -Milliseconds ${LOOK_EVERY_MS};$q=258}`,
		'foreach($k in 0,1){if($a[$k] -and $a[$k].IsCompleted){',
		'$z=$s[$k].EndRead($a[$k]);$a[$k]=$null',
		`if($z){$m=[Math]::Min($z,${most + 1}-$o.Length);if($m -gt 0){$o.Write($b[$k],0,$m)};$a[$k]=$s[$k].BeginRead($b[$k],0,65536,$null,$null)}}}`,
		`if(!$t -and !$p.HasExited -and $w.Elapsed.TotalSeconds -ge ${seconds}){$t=${TIMED_OUT};taskkill.exe /T /F /PID $p.Id >$null 2>$null}`,
		// What it left running in the background may hold its output open; 258: nothing came.
		'if($q -eq 258 -and $p.HasExited){break}',
		`if($t -and $w.Elapsed.TotalSeconds -ge ${seconds + END_WITHIN_S}){break}`,
		'}',
		'$e=1;if($p.HasExited){$e=$p.ExitCode}',
		...cleanUp,
		`$y=$o.ToArray();$n=$y.Length;$x=[int]($n -gt ${most})`,
		'$v=$n;if($x){$v--;while($v -and ($y[$v] -band 192) -eq 128){$v--}}',
		'try{$null=(New-Object Text.UTF8Encoding $false,$true).GetString($y,0,$v)}catch{',
		'$y=[Text.Encoding]::UTF8.GetBytes([Text.Encoding]::GetEncoding([Globalization.CultureInfo]::CurrentCulture.TextInfo.OEMCodePage).GetString($y));$n=$y.Length}',
		`if($n -gt ${most}){$x=1;$n=${most};while($n -and ($y[$n] -band 192) -eq 128){$n--}}`,
		`[Console]::Out.Write("${before(mark)}\`n"+[Convert]::ToBase64String($y,0,$n)+"\`n${after(mark)} c"+$e+" t"+$t+" x"+$x+"\`n")`,
	].join('\n');
}

function base64(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64');
}
