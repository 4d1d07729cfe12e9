import type { ServerResponse } from 'node:http';
import { stamp } from './time';

/** Events told once more to anyone who connects. */
const REPLAYED = 100;
/** What the main loop says around a scan, in the recorded order. */
const STEPS = ['Process: Start', 'Run: Plugins', 'Check scan', 'Scan processed', 'Workflows: Start', 'Workflows: End', 'Process: Idle'];

/** The server's event stream: the steps of its main loop, and nothing of devices. */
export class StateStream {
	private readonly followers = new Set<ServerResponse>();
	private readonly told: string[] = [];
	/** While this is on, followers stay connected and hear nothing. */
	isSilent = false;

	/** How many are connected. */
	get connected(): number {
		return this.followers.size;
	}

	follow(response: ServerResponse): void {
		response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' });
		response.write('id: 0\nevent: connected\ndata: {}\nretry: 3000\n\n');
		for (const each of this.told) response.write(each);
		this.followers.add(response);
		response.on('close', () => this.followers.delete(response));
	}

	/** A scan was processed. */
	scanned(at: Date): void {
		for (const step of STEPS) this.tell(step, at);
	}

	/** Nothing happens: the loop says so anyway. */
	idles(at: Date): void {
		this.tell('Process: Idle', at);
		if (!this.isSilent) for (const follower of this.followers) follower.write(': keepalive\n\n');
	}

	/** Ends all connections, as a server that restarts. */
	breaks(): void {
		for (const follower of this.followers) follower.destroy();
	}

	private tell(currentState: string, at: Date): void {
		const data = { currentState, timestamp: stamp(at), settingsImported: 1795198738.1622553, appVersion: 'v26.8.22-lab', buildTimestamp: 1795198715, last_scan_run: at.toISOString(), next_scan_time: '', pause_until: '' };
		const frame = `id: ${at.getTime()}\nevent: state_update\ndata: ${JSON.stringify(data)}\n\n`;
		this.told.push(frame);
		this.told.splice(0, this.told.length - REPLAYED);
		if (!this.isSilent) for (const follower of this.followers) follower.write(frame);
	}
}
