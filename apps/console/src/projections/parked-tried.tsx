import type { ParkedStream, ParkedTry } from '../api/answers.js';
import { Dialog } from '../elements/dialog.js';
import { counted } from '../format/words.js';

interface ParkedTriedProps {
  readonly parked: ParkedStream;
  readonly answer: ParkedTry;
  onClose(): void;
  release(): void;
}

/** What came of trying: the rows as they would be, or the first event that still fails. */
export function ParkedTried({ parked: { projection, stream }, answer, onClose, release }: ParkedTriedProps) {
  const { works, events, error, revision, rows } = answer;
  return (
    <Dialog title={works ? 'It works on the copy' : 'It still fails'} onClose={onClose}>
      <div class="action">
        <p>
          <span class="mono">{stream}</span> in {projection}
        </p>
        {works ? (
          <p class="band band-good">{counted(events, 'event')} can be applied. These rows would be served:</p>
        ) : (
          <p class="band band-bad">
            <strong>{revision === null ? 'Nothing was applied' : `At revision ${revision}`}</strong>
            {error}
          </p>
        )}
        {rows.map(({ table, row }) => (
          <div key={JSON.stringify([table, row])}>
            <p class="json-name">{table}</p>
            <pre>{JSON.stringify(row, null, 2)}</pre>
          </div>
        ))}
        <footer class="dialog-foot">
          {works ? (
            <button type="button" class="button button-main" onClick={release}>
              Release…
            </button>
          ) : null}
        </footer>
      </div>
    </Dialog>
  );
}
