import type { ComponentChildren, TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { AnswerTo, BodyOf, Operation } from '../api/answers.js';
import { newAttemptKey } from '../api/attempt-key.js';
import { call } from '../api/call.js';
import { type Problem, ProblemError } from '../api/problem.js';
import { Dialog } from './dialog.js';
import { Failed } from './notices.js';

interface AskingProps<Name extends Operation> {
  readonly title: string;
  /** On the button that does it. */
  readonly verb: string;
  readonly grave?: boolean;
  readonly method?: 'POST' | 'DELETE';
  /** Of the operation, below `/v1`. */
  readonly path: string;
  readonly children: ComponentChildren;
  /** undefined: without. */
  body(form: FormData): BodyOf<Name> | undefined;
  onClose(): void;
  onDone(answer: AnswerTo<Name>): void;
}

/** A dialog that says what will happen, takes what is needed, and posts it once: a repeat carries the same key. */
export function Asking<Name extends Operation>(props: AskingProps<Name>) {
  const { title, verb, grave, method = 'POST', path, children, body, onClose, onDone } = props;
  const key = useRef(newAttemptKey());
  const [problem, setProblem] = useState<Problem>();
  const [sending, setSending] = useState(false);
  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setSending(true);
    try {
      const answer = await call<AnswerTo<Name>>(path, {
        method,
        body: body(form),
        idempotencyKey: key.current,
      });
      onClose();
      onDone(answer as AnswerTo<Name>);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.problem.status >= 400 && error.problem.status < 500) key.current = newAttemptKey();
      setProblem(error.problem);
      setSending(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="action" onSubmit={(event) => void submit(event)}>
        {children}
        {problem === undefined ? null : <Failed problem={problem} />}
        <footer class="dialog-foot">
          <button type="submit" class={grave ? 'button button-grave' : 'button button-main'} disabled={sending}>
            {verb}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export const reasonIn = (form: FormData): string => String(form.get('reason') ?? '').trim();

/** Why: it stands in the log, or in the history. */
export function ReasonField({ optional = false }: { readonly optional?: boolean }) {
  return (
    <div class="field">
      <label for="reason">Reason{optional ? <span class="quiet"> optional</span> : null}</label>
      <textarea id="reason" name="reason" rows={2} maxLength={500} required={!optional} />
    </div>
  );
}
