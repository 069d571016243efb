import Fastify from 'fastify';
import { serverOptions } from '#apps/api/src/http/server-options.js';
import { serveTasks } from './tasks.js';

/** The api's own server with nothing in it: what HTTP alone costs here. */
const server = Fastify(serverOptions);
server.post('/v1/orders', async () => ({}));

serveTasks({ listen: () => server.listen({ host: '127.0.0.1', port: 0 }) });
