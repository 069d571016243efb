import type { Rebuild } from '../api/answers.js';
import { Facts } from '../elements/facts.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { Table } from '../elements/table.js';
import { sentence } from '../format/words.js';

type Counted = NonNullable<Rebuild['proof']>['byType'][number];

const number = (value: number): string => value.toLocaleString('en-US');

const count = (name: 'read' | 'applied' | 'ignored' | 'parked') => ({
  name: sentence(name),
  numeric: true,
  show: (one: Counted) => number(one[name]),
});

/** That every event was read, and what became of each. */
export function Proof({ of }: { readonly of: Rebuild['proof'] }) {
  if (of === null) return null;
  const { events, complete, rowsHash, servedRowsHash, byType } = of;
  return (
    <Section title="Proof of completeness">
      <p class={complete ? 'band band-good' : 'band band-bad'}>
        <strong>{complete ? 'Complete' : 'Not complete'}</strong> {number(events.read)} events read ={' '}
        {number(events.applied)} applied + {number(events.ignored)} ignored + {number(events.parked)} parked
      </p>
      <Facts
        of={[
          { name: 'Hash of the rebuilt rows', wide: true, value: <span class="mono">{rowsHash}</span> },
          {
            name: 'Hash of the served rows',
            wide: true,
            value: rowsHash === servedRowsHash ? 'the same' : <span class="mono">{servedRowsHash}</span>,
          },
        ]}
      />
      <details class="under">
        <summary>By type of event</summary>
        <Table<Counted>
          caption="By type"
          columns={[
            { name: 'Type', show: ({ type }) => type },
            { name: 'Streams', room: 'wide', show: ({ category }) => category },
            count('read'),
            count('applied'),
            count('ignored'),
            count('parked'),
          ]}
          items={byType}
          keyOf={({ type, category }) => `${category} ${type}`}
          empty={<Empty title="No event was read" />}
        />
      </details>
    </Section>
  );
}
