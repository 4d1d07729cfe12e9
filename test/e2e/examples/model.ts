/** A chat model that says what a test tells it to, behind the API that n8n's OpenAI nodes speak (chat completions). */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A message of the conversation as it is sent to the model. */
export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
	tool_calls?: Array<{ function: { name: string; arguments: string } }>;
}

/** A tool as the model sees it. */
export interface Tool {
	name: string;
	description: string;
	/** JSON schema of its arguments. */
	parameters: { properties?: Record<string, { type?: string; description?: string }>; required?: string[] };
}

/** What one request has. */
export interface Asked {
	model: string;
	messages: ChatMessage[];
	tools: Tool[];
}

/** What the model answers: words, or tools to be called. */
export type Reply = string | Array<{ name: string; arguments: object }>;

export interface Model {
	/** Its base URL, as n8n's credential accepts it: `http://127.0.0.1:<port>/v1`. */
	readonly url: string;
	/** The key that is valid. */
	readonly apiKey: string;
	/** Everything it was asked, oldest first. */
	readonly asked: Asked[];
	stop(): Promise<void>;
}

interface Body {
	model: string;
	stream?: boolean;
	messages: ChatMessage[];
	tools?: Array<{ function: Tool }>;
}

/** @param answer what to say to a request; it sees the whole conversation */
export async function startModel(answer: (asked: Asked) => Reply): Promise<Model> {
	const apiKey = 'sk-scripted';
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		if (request.headers.authorization !== `Bearer ${apiKey}`) return void respond(response, 401, { error: { message: 'Incorrect API key provided' } });
		if (request.url === '/v1/models') return void respond(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
		void json(request).then((sent) => {
			const { model, messages, tools = [], stream } = sent as Body;
			asked.push({ model, messages, tools: tools.map((tool) => tool.function) });
			const message = messageOf(answer(asked.at(-1)!), asked.length);
			const finish_reason = 'tool_calls' in message ? 'tool_calls' : 'stop';
			if (!stream) return respond(response, 200, completion('chat.completion', { message, finish_reason }));
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (const choice of [{ delta: message, finish_reason: null }, { delta: {}, finish_reason }]) response.write(`data: ${JSON.stringify(completion('chat.completion.chunk', choice))}\n\n`);
			response.end('data: [DONE]\n\n');
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		apiKey,
		asked,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

function messageOf(reply: Reply, turn: number) {
	if (typeof reply === 'string') return { role: 'assistant', content: reply };
	const tool_calls = reply.map((call, index) => ({ index, id: `call_${turn}_${index}`, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.arguments) } }));
	return { role: 'assistant', content: null, tool_calls };
}

function completion(object: string, choice: object) {
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	return { id: 'chatcmpl-scripted', object, created: 0, model: 'scripted', choices: [{ index: 0, ...choice }], usage };
}

function respond(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
