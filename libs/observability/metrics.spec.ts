import { Gauge, register } from 'prom-client';
import { type MetricsDoor, openMetricsDoor } from './metrics.js';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

describe('the door of metrics', () => {
  let door: MetricsDoor;

  beforeEach(async () => {
    door = await openMetricsDoor(LOOPBACK);
  });

  afterEach(async () => {
    register.clear();
    await door.stop();
  });

  it('tells them in the text format of Prometheus', async () => {
    new Gauge({ name: 'orders', help: 'Orders' }).set(7);
    const answer = await fetch(door.url);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, register.contentType]);
    expect(await answer.text()).toContain('orders 7');
  });

  it('knows nothing else', async () => {
    const other = await fetch(new URL('/', door.url));
    const written = await fetch(door.url, { method: 'POST' });
    expect([other.status, written.status]).toEqual([404, 404]);
  });

  it('stays open where a figure can not be had', async () => {
    const missing = new Gauge({
      registers: [],
      name: 'rows',
      help: 'Rows',
      collect: () => Promise.reject(new Error('no database')),
    });
    register.registerMetric(missing);
    expect((await fetch(door.url)).status).toBe(503);
    register.removeSingleMetric('rows');
    expect((await fetch(door.url)).status).toBe(200);
  });

  it('does not open at a port that somebody has', async () => {
    const port = Number(new URL(door.url).port);
    await expect(openMetricsDoor({ ...LOOPBACK, port })).rejects.toThrow('EADDRINUSE');
  });
});
