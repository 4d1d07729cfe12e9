/**
 * What the package uses of undici, each from its own file: the index would bring mocks, caches and interceptors into the bundle. The bundler takes
 * this file for `undici`; a test holds it to be the same as there.
 */
const Dispatcher = require('undici/lib/dispatcher/dispatcher');

// As undici's index does it: the functions of its API are added to every dispatcher.
Object.assign(Dispatcher.prototype, require('undici/lib/api'));

exports.Agent = require('undici/lib/dispatcher/agent');
exports.Pool = require('undici/lib/dispatcher/pool');
exports.ProxyAgent = require('undici/lib/dispatcher/proxy-agent');
exports.buildConnector = require('undici/lib/core/connect');
exports.WebSocket = require('undici/lib/web/websocket/websocket').WebSocket;
