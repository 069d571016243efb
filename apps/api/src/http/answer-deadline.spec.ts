import Fastify from 'fastify';
import { limitAnswers } from './answer-deadline.js';

const DEADLINE_MS = 60;

describe('the deadline of answers', () => {
  const server = Fastify();
  afterAll(() => server.close());

  it('answers for a route that does not, spares the others and those that take long, and takes no second answer', async () => {
    limitAnswers(server, DEADLINE_MS);
    let answerLate = () => {};
    const late = new Promise<object>((resolve) => {
      answerLate = () => resolve({ late: true });
    });
    server.get('/never', () => late);
    server.get('/long', { config: { takesLong: true } }, () => late);
    server.get('/at-once', async () => ({ ok: true }));
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const long = fetch(`${url}/long`);
    const [never, atOnce] = await Promise.all([fetch(`${url}/never`), fetch(`${url}/at-once`)]);
    const { code } = (await never.json()) as { readonly code: string };
    expect([never.status, code, never.headers.get('retry-after')]).toEqual([503, 'timeout', '1']);
    expect(await atOnce.json()).toEqual({ ok: true });
    answerLate();
    expect(await (await long).json()).toEqual({ late: true });
  });
});
