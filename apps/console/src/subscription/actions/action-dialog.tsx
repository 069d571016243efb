import type { TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { newAttemptKey } from '../../api/attempt-key.js';
import { call } from '../../api/call.js';
import { type Problem, ProblemError } from '../../api/problem.js';
import { Dialog } from '../../elements/dialog.js';
import { Failed } from '../../elements/notices.js';
import { say } from '../../elements/said.js';
import type { Action, ActionField, Given } from './actions.js';
import { FieldInput } from './field-input.js';

const REASON: ActionField = {
  name: 'reason',
  label: 'Reason',
  kind: 'long',
  required: true,
  hint: 'Stands in the history for good. No personal data: a ticket number is best.',
};

interface ActionDialogProps {
  readonly action: Action;
  readonly subscription: { readonly trackingId: string };
  readonly given: Given;
  onClose(): void;
  onDone(): void;
}

/** Asks what is needed, says what will happen, and only then does it. */
export function ActionDialog({ action, subscription, given: before, onClose, onDone }: ActionDialogProps) {
  const fields = [...action.fields, REASON];
  const first = Object.fromEntries(fields.flatMap(({ name, first: value }) => (value ? [[name, value]] : [])));
  const [given, setGiven] = useState<Given>({ ...first, ...before });
  const [confirming, setConfirming] = useState(false);
  const { send, sending, problem } = useSending(action, given, () => {
    say(`${action.title}: done for ${subscription.trackingId}.`);
    onDone();
    onClose();
  });
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (confirming) void send();
    else setConfirming(true);
  };
  return (
    <Dialog title={action.title} onClose={onClose}>
      <form class="action" onSubmit={submit}>
        <p class="quiet">
          Subscription <span class="mono">{subscription.trackingId}</span>
        </p>
        <fieldset disabled={confirming}>
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={given[field.name] ?? ''}
              onChange={(value) => setGiven({ ...given, [field.name]: value })}
            />
          ))}
        </fieldset>
        {confirming ? <Consequences lines={action.tells(given)} /> : null}
        {problem === undefined ? null : <Failed problem={problem} />}
        <footer class="dialog-foot">
          {confirming ? (
            <button type="button" class="button" onClick={() => setConfirming(false)}>
              Change
            </button>
          ) : null}
          <button
            type="submit"
            class={action.grave && confirming ? 'button button-grave' : 'button button-main'}
            disabled={sending}
          >
            {confirming ? `${action.title} now` : 'Continue'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function Consequences({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div class="consequences" role="status">
      <p>
        <strong>What will happen</strong>
      </p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** The same thing sent again carries the same key, whatever became of the connection; another thing, another key. */
function useSending(action: Action, given: Given, done: () => void) {
  const attempt = useRef({ asked: '', key: '' });
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const send = async () => {
    const { method, path, body } = action.request(given);
    const asked = JSON.stringify([method, path, body]);
    if (attempt.current.asked !== asked) attempt.current = { asked, key: newAttemptKey() };
    setSending(true);
    setProblem(undefined);
    try {
      await call(path, { method, body, idempotencyKey: attempt.current.key });
      done();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error.problem);
      setSending(false);
    }
  };
  return { send, sending, problem };
}
