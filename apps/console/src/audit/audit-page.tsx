import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, ProblemError } from '../api/problem.js';
import { saveFile } from '../api/save-file.js';
import { Facts } from '../elements/facts.js';
import { Failed } from '../elements/notices.js';
import { Page, Section } from '../elements/page.js';
import { addDays } from '../format/time.js';
import { bytesText } from '../format/words.js';
import { narrow, usePlace } from '../router/place.js';
import { AuditScope, type Scope } from './audit-scope.js';
import { CutFileError, type Exported, exportAudit } from './export.js';

interface State {
  readonly state: 'exporting' | 'done' | 'failed';
  readonly bytes: number;
  readonly exported?: Exported;
  readonly problem?: Problem;
}

/** Everything about somebody, or of a time, as a file that can be checked without Termbook. */
export function AuditPage() {
  const { query } = usePlace();
  const scope = scopeIn(query);
  const { state, start, stop } = useExport();
  return (
    <Page
      title="Audit export"
      lead="What happened, as it is stored, with every hash and a signed manifest: a file that can be checked anywhere."
    >
      <AuditScope
        first={scope}
        exporting={state?.state === 'exporting'}
        start={(asked) => {
          narrow({ ...asked });
          start(asked);
        }}
        stop={stop}
      />
      {state === undefined ? null : <Outcome of={state} />}
      <Section title="Checking it">
        <p>
          On any machine with Termbook’s program, without its data:{' '}
          <span class="mono">npm run ops -- audit verify FILE</span>
        </p>
      </Section>
    </Page>
  );
}

function scopeIn(query: URLSearchParams): Scope {
  const read = (name: keyof Scope) => query.get(name) ?? '';
  return { of: read('of'), id: read('id'), from: read('from'), to: read('to'), personalData: read('personalData') };
}

/** As the api takes it; dates are days in UTC, both included. */
function queryOf({ of, id, from, to, personalData }: Scope): string {
  const asked = new URLSearchParams();
  if (of !== '') asked.set(`${of}Id`, id);
  if (from !== '') asked.set('from', `${from}T00:00:00Z`);
  if (to !== '') asked.set('to', `${addDays(to, 1)}T00:00:00Z`);
  if (personalData !== '') asked.set('personalData', personalData);
  return asked.size === 0 ? '' : `?${asked}`;
}

function useExport() {
  const [state, setState] = useState<State>();
  const gone = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => gone.current?.abort(), []);
  const start = async (scope: Scope) => {
    const leaving = new AbortController();
    gone.current = leaving;
    setState({ state: 'exporting', bytes: 0 });
    try {
      const exported = await exportAudit(queryOf(scope), leaving.signal, (bytes) =>
        setState({ state: 'exporting', bytes }),
      );
      saveFile(exported.file, exported.name);
      setState({ state: 'done', bytes: exported.file.size, exported });
    } catch (error) {
      setState(leaving.signal.aborted ? undefined : { state: 'failed', bytes: 0, problem: problemOf(error) });
    }
  };
  return { state, start: (scope: Scope) => void start(scope), stop: () => gone.current?.abort() };
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof CutFileError) return { code: 'cut', status: 0, title: 'The file is cut', detail: error.message };
  throw error;
}

function Outcome({ of: { state, bytes, exported, problem } }: { readonly of: State }) {
  if (problem !== undefined) return <Failed problem={problem} />;
  return (
    <Section title={state === 'done' ? 'Saved' : 'Exporting'}>
      <div role="status">
        <Facts
          of={[
            { name: 'File', wide: true, value: exported === undefined ? '…' : exported.name },
            { name: 'Size', value: bytesText(bytes) },
            { name: 'Events', value: exported?.manifest.events.toLocaleString('en-US') ?? '…' },
            { name: 'Streams', value: exported?.manifest.streams.toLocaleString('en-US') ?? '…' },
            { name: 'Refused attempts', value: exported?.manifest.attempts.toLocaleString('en-US') ?? '…' },
            {
              name: 'Merkle root',
              wide: true,
              value: <span class="mono">{exported?.manifest.merkleRoot ?? '…'}</span>,
            },
          ]}
        />
      </div>
    </Section>
  );
}
