import type { Rebuild } from '../api/answers.js';
import { Asking } from '../elements/asking.js';

interface StartRebuildProps {
  readonly names: readonly string[];
  onClose(): void;
  onStarted(rebuild: Rebuild): void;
}

const RATE_MAX = 1_000_000;

export function StartRebuild({ names, onClose, onStarted }: StartRebuildProps) {
  return (
    <Asking<Rebuild>
      title="Rebuild projections"
      verb="Start the rebuild"
      path="/ops/rebuilds"
      body={bodyOf}
      onClose={onClose}
      onDone={onStarted}
    >
      <p>
        They are built anew from the history into a shadow, while the live rows serve. Nothing changes until you have
        seen what would, and cut over.
      </p>
      <fieldset class="choices">
        <legend>Which</legend>
        {names.map((name) => (
          <label key={name}>
            <input type="checkbox" name="projection" value={name} /> {name}
          </label>
        ))}
        <p class="quiet">None chosen: all.</p>
      </fieldset>
      <div class="field">
        <label for="rate">
          Events per second at most<span class="quiet"> optional</span>
        </label>
        <input id="rate" name="rate" type="number" min={1} max={RATE_MAX} />
        <p class="quiet">Empty: as fast as commands keep their latency.</p>
      </div>
    </Asking>
  );
}

function bodyOf(form: FormData): object {
  const chosen = form.getAll('projection').map(String);
  const rate = Number(form.get('rate') ?? 0);
  return { projections: chosen.length === 0 ? 'all' : chosen, ...(rate > 0 ? { eventsPerSecondMax: rate } : {}) };
}
