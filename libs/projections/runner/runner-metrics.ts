import { Counter, Gauge } from 'prom-client';
import type { Member } from './member.js';

/** What operators see of the runner; names and meaning are kept. */
export const runnerMetrics = {
  leads: new Gauge({ name: 'termbook_projector_leads', help: '1 while this process projects, 0 while it stands by' }),
  position: new Gauge({
    name: 'termbook_projection_position',
    help: 'Commit position up to which a projection has read',
    labelNames: ['projection'],
  }),
  head: new Gauge({
    name: 'termbook_event_store_head',
    help: 'Commit position of the newest event, looked at each second',
  }),
  events: new Gauge({
    name: 'termbook_projection_events',
    help: 'Events read since the projection began, by outcome: applied, ignored or parked',
    labelNames: ['projection', 'outcome'],
  }),
  parkedStreams: new Gauge({
    name: 'termbook_projection_parked_streams',
    help: 'Streams that a projection goes on without',
    labelNames: ['projection'],
  }),
  dropped: new Counter({
    name: 'termbook_projector_subscriptions_dropped_total',
    help: 'Live subscriptions that the store ended; no fault, the runner goes on from its checkpoint',
  }),
  stalled: new Counter({
    name: 'termbook_projector_subscriptions_stalled_total',
    help: 'Live subscriptions given up because the store had events that they did not bring',
  }),
  steppedDown: new Counter({
    name: 'termbook_projector_stepped_down_total',
    help: 'Batches rolled back because another projector had taken over',
  }),
} as const;

export function measure(members: readonly Member[]): void {
  for (const { projection, position, counts, parked } of members) {
    const labels = { projection: projection.name };
    runnerMetrics.position.set(labels, Number(position ?? -1n));
    runnerMetrics.parkedStreams.set(labels, parked.size);
    for (const outcome of ['applied', 'ignored', 'parked'] as const) {
      runnerMetrics.events.set({ ...labels, outcome }, counts[outcome]);
    }
  }
}
