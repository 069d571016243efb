import { Gauge } from 'prom-client';
import type { VerificationRow } from './verification.rows.js';

/** What the last verification found; names and meaning are kept. An alarm on the first is an alarm on everything. */
export const verificationMetrics = {
  drift: new Gauge({
    name: 'termbook_verification_drift',
    help: '1 when the last verification found drift or a broken chain, or failed; else 0',
  }),
  finished: new Gauge({
    name: 'termbook_verification_finished_timestamp_seconds',
    help: 'When the last verification came to its end, in Unix time',
  }),
  events: new Gauge({ name: 'termbook_verification_events', help: 'Events that the last verification looked at' }),
  driftedRows: new Gauge({
    name: 'termbook_verification_drifted_rows',
    help: 'Rows that were not what the history says',
    labelNames: ['table'],
  }),
  chainFaults: new Gauge({
    name: 'termbook_verification_chain_faults',
    help: 'Stored events that were altered or are missing',
  }),
} as const;

export function measureVerification({ status, finished_at, chain, read_models, events_read }: VerificationRow): void {
  verificationMetrics.drift.set(status === 'clean' ? 0 : 1);
  if (finished_at !== null) verificationMetrics.finished.set(Date.parse(finished_at) / 1_000);
  verificationMetrics.events.set(chain?.events ?? Number(events_read));
  verificationMetrics.chainFaults.set(chain?.faulty ?? 0);
  for (const { table, driftedRows } of read_models ?? []) verificationMetrics.driftedRows.set({ table }, driftedRows);
}
