import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Asked } from './question.js';

const DAYS_MAX = 60;
const POLICY_CHARACTERS_MAX = 20_000;

interface WhatIfFormProps {
  readonly first: Asked;
  /** Of the policy in force. */
  readonly businessDays: number;
  readonly inForce: object;
  /** What is wrong with what was asked. */
  readonly fault: string | undefined;
  ask(asked: Asked): void;
}

/** The time, and the policy that it is judged by. */
export function WhatIfForm({ first, businessDays, inForce, fault, ask }: WhatIfFormProps) {
  const [asked, setAsked] = useState(first);
  const set = (name: keyof Asked) => (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    setAsked({ ...asked, [name]: event.currentTarget.value });
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask({ ...asked, resellerId: asked.resellerId.trim() });
  };
  return (
    <form class="question" onSubmit={submit} aria-label="What if">
      <div class="filters">
        <div class="filter filter-range">
          <span>Recorded, from and to, both included (UTC)</span>
          <input type="date" aria-label="From" value={asked.from} onInput={set('from')} required />
          <input type="date" aria-label="To" value={asked.to} onInput={set('to')} min={asked.from} required />
        </div>
        <label class="filter">
          <span>Business days (now {businessDays})</span>
          <input
            type="number"
            min={0}
            max={DAYS_MAX}
            value={asked.businessDays}
            onInput={set('businessDays')}
            disabled={asked.policy.trim() !== ''}
          />
        </label>
        <label class="filter">
          <span>Reseller, empty: all</span>
          <input type="text" value={asked.resellerId} onInput={set('resellerId')} autoComplete="off" />
        </label>
        <button type="submit" class="button button-main">
          Judge again
        </button>
      </div>
      <details class="under" open={first.policy !== ''}>
        <summary>A whole policy, instead of a number of days</summary>
        <div class="field">
          <label for="policy">Policy, as a policy file has it (JSON)</label>
          <textarea
            id="policy"
            class="mono"
            rows={8}
            maxLength={POLICY_CHARACTERS_MAX}
            value={asked.policy}
            onInput={set('policy')}
            spellcheck={false}
            aria-invalid={fault !== undefined}
          />
          <p>
            <button
              type="button"
              class="button button-small"
              onClick={() => setAsked({ ...asked, policy: JSON.stringify(inForce, null, 2) })}
            >
              Put in the policy in force
            </button>
          </p>
        </div>
      </details>
      {fault === undefined ? null : (
        <p class="band band-bad" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
