import { Counter, Gauge } from 'prom-client';

export const dueWorkDone = new Counter({
  name: 'termbook_due_work_total',
  help: 'Pieces of due work that were run, by what came of them',
  labelNames: ['kind', 'outcome'],
});

export const dueWorkOverdue = new Gauge({
  name: 'termbook_due_work_overdue',
  help: 'Instalments, cutoffs, renewals, ends and unfinished orders that are due since over a minute and did not happen',
});

export const heldSubscriptions = new Gauge({
  name: 'termbook_held_subscriptions',
  help: 'Subscriptions whose due work an operator holds: what is due for them waits for the release and is not overdue',
});

export const ordersNotActive = new Gauge({
  name: 'termbook_orders_not_active',
  help: 'Orders at the vendor, in review, or that the vendor did not provision',
  labelNames: ['status'],
});

export const parkedStreams = new Gauge({
  name: 'termbook_due_work_parked_streams',
  help: 'Streams that the due_work projection had to park; they are settled from the history itself',
});
