import type { BodyOf, Projection, Rebuild } from '../api/answers.js';
import { Asking, ReasonField, reasonIn } from '../elements/asking.js';

interface StartRebuildProps {
  readonly names: readonly Projection['projection'][];
  onClose(): void;
  onStarted(rebuild: Rebuild): void;
}

const RATE_MAX = 1_000_000;

export function StartRebuild({ names, onClose, onStarted }: StartRebuildProps) {
  return (
    <Asking<'rebuild'>
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
      <ReasonField optional />
    </Asking>
  );
}

type Chosen = Exclude<BodyOf<'rebuild'>['projections'], 'all'>[number];

function bodyOf(form: FormData): BodyOf<'rebuild'> {
  const chosen = form.getAll('projection') as Chosen[];
  const reason = reasonIn(form);
  const rate = Number(form.get('rate') ?? 0);
  return {
    projections: chosen.length === 0 ? 'all' : chosen,
    ...(rate > 0 ? { eventsPerSecondMax: rate } : {}),
    ...(reason === '' ? {} : { reason }),
  };
}
