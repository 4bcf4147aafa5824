// A server of one test file, and the clients that its tests connect: all end with the file.
import { after } from 'node:test';
import { Client } from 'weft-crdt';
import WebSocket from 'ws';
import { TodoServer } from './todo_server.mjs';

export async function startServer() {
  const server = await TodoServer.start();
  const clients = [];
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.remove();
  });
  function connect(credential, storage, options = {}) {
    const client = new Client({
      url: server.sync, credential, WebSocket, storage, retry: { min: 10, max: 50 }, ...options,
    });
    clients.push(client);
    return client;
  }
  return { server, connect };
}
