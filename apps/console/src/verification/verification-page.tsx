import { useState } from 'preact/hooks';
import type { Verification } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { Facts } from '../elements/facts.js';
import { Moment } from '../elements/moment.js';
import { Empty, Failed, Skeleton } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { Table } from '../elements/table.js';
import { shortJson } from '../format/words.js';
import { VerificationPill } from './verification-pill.js';

const WHILE_RUNNING_MS = 700;

type Fault = NonNullable<Verification['chain']>['faults'][number];
type ReadModel = NonNullable<Verification['readModels']>[number];
type Drift = ReadModel['drift'][number] & { readonly table: string };

export function VerificationPage({ id }: { readonly id: string }) {
  const [running, setRunning] = useState(true);
  const { value, problem, reload } = useAnswer<Verification>(`/ops/verifications/${encodeURIComponent(id)}`, {
    everyMs: running ? WHILE_RUNNING_MS : undefined,
  });
  if (value === undefined) {
    return (
      <Page title="Verification">
        {problem ? <Failed problem={problem} retry={reload} /> : <Skeleton lines={14} />}
      </Page>
    );
  }
  if (running !== (value.status === 'running')) setRunning(value.status === 'running');
  const { chain } = value;
  const readModels = value.readModels ?? [];
  const drift: readonly Drift[] = readModels.flatMap((model) =>
    model.drift.map((one) => ({ ...one, table: model.table })),
  );
  return (
    <Page
      title="Verification"
      beside={<VerificationPill status={value.status} />}
      lead={<span class="mono">{id}</span>}
      stale={problem}
    >
      <Section title="What was read">
        <Facts
          of={[
            { name: 'Started', value: <Moment at={value.startedAt} /> },
            { name: 'Finished', value: value.finishedAt ? <Moment at={value.finishedAt} /> : 'not yet' },
            {
              name: 'Events',
              value: `${value.events.toLocaleString('en-US')}${value.eventsTotal === null ? '' : ` of ${value.eventsTotal.toLocaleString('en-US')}`}`,
            },
            { name: 'Streams', value: value.streams?.toLocaleString('en-US') ?? '–' },
            { name: 'Events per second', value: Math.round(value.eventsPerSecond).toLocaleString('en-US') },
            { name: 'Asked for by', value: value.askedBy },
            { name: 'At position', wide: true, value: <span class="mono">{value.position ?? '–'}</span> },
          ]}
        />
      </Section>
      {value.error === null ? null : <p class="band band-bad">{value.error}</p>}
      <Section title="Chains">
        <Table<Fault>
          caption="Broken chains"
          columns={[
            { name: 'Stream', show: ({ stream }) => <span class="mono">{stream}</span> },
            { name: 'Revision', numeric: true, show: ({ revision }) => revision },
            { name: 'Verdict', show: ({ verdict }) => verdict },
            { name: 'What', room: 'wide', show: ({ problem: what }) => <span class="bad">{what}</span> },
          ]}
          items={chain?.faults ?? []}
          keyOf={({ stream, revision }) => `${stream} ${revision}`}
          empty={
            <Empty title={chain === null ? 'Not checked yet' : 'Every chain holds'}>
              {chain === null
                ? null
                : `${chain.events.toLocaleString('en-US')} events of ${chain.streams.toLocaleString('en-US')} streams are what was written.`}
            </Empty>
          }
        />
      </Section>
      {drift.length === 0 ? null : <Drifted rows={drift} />}
      <Section title="Read models">
        <Table<ReadModel>
          caption="Read models"
          columns={[
            { name: 'Table', show: ({ table }) => table },
            { name: 'Rows', numeric: true, show: ({ rows }) => rows.toLocaleString('en-US') },
            { name: 'Drifted', numeric: true, show: ({ driftedRows }) => driftedRows.toLocaleString('en-US') },
          ]}
          items={readModels}
          keyOf={({ table }) => table}
          empty={<Empty title="Not compared yet" />}
        />
      </Section>
    </Page>
  );
}

/** What is served, and is not what happened. */
function Drifted({ rows }: { readonly rows: readonly Drift[] }) {
  return (
    <Section title="Drift">
      <Table<Drift>
        caption="Drift"
        columns={[
          { name: 'Table', show: ({ table }) => table },
          { name: 'Row', room: 'wide', show: ({ key }) => <span class="mono break">{shortJson(key)}</span> },
          { name: 'Field', show: ({ field }) => field ?? 'the row' },
          { name: 'Served', show: ({ served }) => <del>{shortJson(served)}</del> },
          { name: 'Expected', show: ({ expected }) => <ins>{shortJson(expected)}</ins> },
        ]}
        items={rows}
        keyOf={({ table, key, field }) => `${table} ${shortJson(key)} ${field}`}
        empty={null}
      />
    </Section>
  );
}
