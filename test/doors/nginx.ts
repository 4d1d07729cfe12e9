/** A real nginx in front of a server: mutual TLS, Basic Auth, and WebSockets handed on. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { freePorts } from '../e2e/n8n/ports';
import { testCertificates } from '../simulators/support/certificates';

export interface Gateway {
	/** Without a slash at the end. */
	url: string;
	/** Its log of requests, a line each: status, user, method and address with its query. */
	log(): string[];
	stop(): Promise<void>;
}

export interface GatewayOptions {
	/** Scheme, host and port of the server behind. */
	upstream: string;
	/** Https, with a certificate of the test authority, or with that of another name. */
	tls?: 'valid' | 'wrongName';
	/** Who shows no certificate of the test authority is not let in. */
	asksForCertificate?: boolean;
	/** User and password that are required. */
	basicAuth?: { user: string; password: string };
	/** A prefix that the server is published under: `/devices`. */
	path?: string;
}

/** @throws an Error that says how to get it, where it is not installed */
export function nginxProgram(): string {
	const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin'];
	const program = folders.map((folder) => join(folder, 'nginx')).find(isExecutable);
	if (program) return program;
	throw new Error('nginx must be installed to test what stands in front of servers. On Debian and Ubuntu: apt-get install nginx');
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

const startMs = 15_000;

/** Starts it and returns once it takes connections. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
	const program = nginxProgram();
	const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
	const [port] = (await freePorts(1)) as [number];
	const certificates = await testCertificates();
	mkdirSync(join(folder, 'temp'));
	const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
	write('ca.pem', certificates.ca);
	if (options.tls) {
		write('cert.pem', certificates[options.tls].cert);
		write('key.pem', certificates[options.tls].key);
	}
	if (options.basicAuth) write('users', `${options.basicAuth.user}:{SHA}${createHash('sha1').update(options.basicAuth.password).digest('base64')}\n`);
	write('access.log', '');
	write('nginx.conf', configuration(port, options));
	const nginx = spawn(program, ['-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: 'ignore' });
	const ended = new Promise<void>((resolve) => nginx.once('exit', () => resolve()));
	const stop = async () => {
		if (nginx.exitCode === null) nginx.kill('SIGTERM');
		await ended;
		rmSync(folder, { recursive: true, force: true });
	};
	const deadline = Date.now() + startMs;
	while (!(await takesConnections(port))) {
		if (nginx.exitCode !== null || Date.now() > deadline) {
			const why = readFileSync(join(folder, 'error.log'), 'utf8');
			await stop();
			throw new Error(`nginx did not start: ${why}`);
		}
		await later(50);
	}
	return {
		url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}${options.path ?? ''}`,
		log: () => readFileSync(join(folder, 'access.log'), 'utf8').split('\n').filter(Boolean),
		stop,
	};
}

function configuration(port: number, { upstream, tls, asksForCertificate, basicAuth, path = '' }: GatewayOptions): string {
	return `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 512; }
http {
	log_format told '$status $remote_user $request';
	access_log access.log told;
	client_body_temp_path temp/body; proxy_temp_path temp/proxy; fastcgi_temp_path temp/fastcgi; uwsgi_temp_path temp/uwsgi; scgi_temp_path temp/scgi;
	client_max_body_size 50m;
	map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
	server {
		listen 127.0.0.1:${port}${tls ? ' ssl' : ''};
		${tls ? 'ssl_certificate cert.pem; ssl_certificate_key key.pem;' : ''}
		${asksForCertificate ? 'ssl_client_certificate ca.pem; ssl_verify_client on;' : ''}
		location ${path}/ {
			${basicAuth ? 'auth_basic "Devices"; auth_basic_user_file users;' : ''}
			proxy_pass ${upstream}${path ? '/' : ''};
			proxy_ssl_verify off;
			proxy_http_version 1.1;
			proxy_set_header Host $http_host;
			proxy_set_header Upgrade $http_upgrade;
			proxy_set_header Connection $connection_upgrade;
			proxy_read_timeout 120s;
		}
	}
}
`;
}

async function takesConnections(port: number): Promise<boolean> {
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
	try {
		return await promise;
	} finally {
		socket.destroy();
	}
}
