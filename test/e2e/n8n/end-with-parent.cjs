// Loaded into n8n before anything else: ends it when the program that started it is gone, however that came about (file
// descriptor 3 is a pipe from there). So a killed test run or demo leaves no n8n behind.
const { Socket } = require('node:net');

const parent = new Socket({ fd: 3 });
parent.on('close', () => process.kill(process.pid, 'SIGTERM'));
parent.on('error', () => {});
parent.resume();
parent.unref();
