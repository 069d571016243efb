import fastify from 'fastify';
import { KnownRoutes } from './known-routes.js';

describe('the known routes', () => {
  it('say which methods an address takes', () => {
    const routes = new KnownRoutes();
    const server = fastify();
    routes.watch(server);
    server.get('/v1/things/:thingId', () => '');
    server.put('/v1/things/:thingId', () => '');
    server.delete('/v1/things/:thingId/part', () => '');
    expect(routes.methodsFor('/v1/things/x.y?z=1')).toEqual(['GET', 'HEAD', 'PUT']);
    expect(routes.methodsFor('/v1/things/x/part')).toEqual(['DELETE']);
    expect(routes.methodsFor('/v1/things/x/other')).toEqual([]);
    expect(routes.methodsFor('/v1/things/')).toEqual([]);
  });
});
