// Hocuspocus on a free port, in memory: nothing is persisted, which is in its favour.
import { Server } from '@hocuspocus/server';

const server = new Server({ port: 0, address: '127.0.0.1', quiet: true });
await server.listen();
const { port } = server.httpServer?.address() ?? server.address;
console.log(`listening on http://127.0.0.1:${port}`);
