import type { Rebuild } from '../api/answers.js';
import { Facts } from '../elements/facts.js';
import { Empty } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { type Column, Table } from '../elements/table.js';
import { sentence, shortJson } from '../format/words.js';

type Preview = NonNullable<Rebuild['preview']>;
type Counted = Preview['tables'][number];
type Example = Preview['examples'][number];

const number = (value: number): string => value.toLocaleString('en-US');

const count = (name: 'rows' | 'added' | 'removed' | 'changed'): Column<Counted> => ({
  name: sentence(name),
  numeric: true,
  show: (one) => number(one[name]),
});

const EXAMPLES: readonly Column<Example>[] = [
  { name: 'Table', show: ({ table }) => table },
  { name: 'Row', room: 'wide', show: ({ key }) => <span class="mono break">{shortJson(key)}</span> },
  { name: 'Field', show: ({ field }) => field ?? 'the row' },
  { name: 'Served', show: ({ served }) => <del>{shortJson(served)}</del> },
  { name: 'Rebuilt', show: ({ rebuilt }) => <ins>{shortJson(rebuilt)}</ins> },
  { name: 'Events behind it', room: 'wide', show: ({ events }) => <EventsBehind of={events} /> },
];

function EventsBehind({ of }: { readonly of: Example['events'] }) {
  if (of.length === 0) return <span class="quiet">none</span>;
  return (
    <>
      {of.map(({ stream, revision, type, actor }) => (
        <span key={`${stream} ${revision}`} class="event-behind" title={`${stream}, by ${actor}`}>
          {sentence(type)} <span class="quiet">revision {revision}</span>
        </span>
      ))}
    </>
  );
}

/** Which rows would be others, before anything is. */
export function PreviewOf({ of }: { readonly of: Rebuild['preview'] }) {
  if (of === null) return null;
  const { rows, added, removed, changed, tables, examples } = of;
  return (
    <Section title="What would change">
      <Facts
        of={[
          { name: 'Rows rebuilt', value: number(rows) },
          { name: 'Added', value: number(added) },
          { name: 'Removed', value: number(removed) },
          { name: 'Changed', value: number(changed) },
        ]}
      />
      <details class="under">
        <summary>By table</summary>
        <Table<Counted>
          caption="By table"
          columns={[
            { name: 'Table', room: 'wide', show: ({ table }) => table },
            ...(['rows', 'added', 'removed', 'changed'] as const).map(count),
          ]}
          items={tables}
          keyOf={({ table }) => table}
          empty={null}
        />
      </details>
      <Table<Example>
        caption="Examples"
        columns={EXAMPLES}
        items={examples}
        keyOf={(one) => `${one.table} ${shortJson(one.key)} ${one.field}`}
        empty={<Empty title="No row would change">The rebuilt rows are those that are served.</Empty>}
      />
    </Section>
  );
}
