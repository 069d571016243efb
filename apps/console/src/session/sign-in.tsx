import type { TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionAnswer } from '../api/answers.js';
import { call } from '../api/call.js';
import { ProblemError } from '../api/problem.js';
import mark from '../shell/mark.svg';
import { beginSession } from './session.js';

/** Longer than any key of ours; a header that is longer is refused anyway. */
const KEY_CHARACTERS_MAX = 512;

/** Asks for the key. @param because why it is asked for again. */
export function SignIn({ because }: { readonly because: string | undefined }) {
  const [fault, setFault] = useState(because);
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Termbook';
    field.current?.focus();
  }, []);
  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? '';
    if (key === '') return setFault('Enter a key.');
    setAsking(true);
    const outcome = await tryKey(key);
    setAsking(false);
    setFault(outcome);
    field.current?.focus();
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <p class="brand">
          <img src={mark} width="24" height="24" alt="" /> Termbook
        </p>
        <h1>Operations console</h1>
        <label for="key">API key</label>
        <input
          id="key"
          ref={field}
          type="password"
          autoComplete="off"
          spellcheck={false}
          maxLength={KEY_CHARACTERS_MAX}
          aria-describedby="key-said"
          aria-invalid={fault !== undefined}
        />
        <button type="submit" class="button button-main" disabled={asking}>
          {asking ? 'Asking…' : 'Sign in'}
        </button>
        <p id="key-said" class={fault === undefined ? 'quiet' : 'bad'} role="status">
          {fault ?? 'Kept in this tab only, until it is closed.'}
        </p>
      </form>
    </main>
  );
}

const HEADER_TEXT = /^[\x21-\x7e]+$/;

/** @returns what is wrong with it. */
async function tryKey(key: string): Promise<string | undefined> {
  if (!HEADER_TEXT.test(key)) return 'A key has no blanks and only plain characters.';
  try {
    beginSession(key, await call<SessionAnswer>('/ops/session', { key }));
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problem.status === 401 ? 'This key is unknown or was revoked.' : error.message;
  }
}
