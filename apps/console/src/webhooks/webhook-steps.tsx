import { Asking } from '../elements/asking.js';
import { say } from '../elements/said.js';

export type Step = 'replay' | 'release' | 'delete';

export const STEPS: Readonly<Record<Step, { readonly title: string; readonly says: string; readonly grave: boolean }>> =
  {
    replay: {
      title: 'Replay',
      says: 'It is told everything behind that position again, be it earlier or later than where it stands; what was parked is tried again. Whoever listens has to take events twice.',
      grave: false,
    },
    release: {
      title: 'Release',
      says: 'What was parked is tried again, in order; one that was disabled goes on where it stood.',
      grave: false,
    },
    delete: {
      title: 'Delete',
      says: 'Nothing is sent any more. What waits for it is forgotten, its secret too.',
      grave: true,
    },
  };

const POSITION_CHARACTERS_MAX = 100;

interface StepDialogProps {
  readonly step: Step;
  /** Position, where one was chosen. */
  readonly after: string;
  /** Of the webhook. */
  readonly path: string;
  onClose(): void;
  onDone(): void;
}

/** Says what will happen, and does it. */
export function StepDialog({ step, after, path, onClose, onDone }: StepDialogProps) {
  const { title, says, grave } = STEPS[step];
  const shared = { title, verb: `${title} now`, grave, onClose, onDone: () => done(title, onDone) };
  if (step === 'replay') {
    return (
      <Asking<'ReplayWebhook'>
        {...shared}
        path={`${path}/replay`}
        body={(form) => ({ after: String(form.get('after')) })}
      >
        <p>{says}</p>
        <div class="field">
          <label for="after">Behind the position</label>
          <input
            id="after"
            name="after"
            class="mono"
            defaultValue={after}
            maxLength={POSITION_CHARACTERS_MAX}
            autoComplete="off"
            spellcheck={false}
            required
          />
          <p class="quiet">As the feed and the deliveries show it.</p>
        </div>
      </Asking>
    );
  }
  return (
    <Asking<'ReleaseWebhook'>
      {...shared}
      {...(step === 'delete' ? { method: 'DELETE', path } : { path: `${path}/release` })}
      body={() => undefined}
    >
      <p>{says}</p>
    </Asking>
  );
}

function done(title: string, onDone: () => void): void {
  say(`${title}: done.`);
  onDone();
}
