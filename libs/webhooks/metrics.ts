import { Counter, Gauge } from 'prom-client';

export const webhookAttempts = new Counter({
  name: 'termbook_webhook_attempts_total',
  help: 'Attempts to tell a webhook of an event, by what came of them: taken, failed, gone',
  labelNames: ['outcome'],
});

export const webhookParked = new Gauge({
  name: 'termbook_webhook_parked_streams',
  help: 'Streams of a webhook that wait for somebody to release them',
});
