import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

/** What stands in the address: of whom, and of which time. */
export interface Scope {
  /** `reseller`, `customer`, `subscription`; empty: everything. */
  readonly of: string;
  readonly id: string;
  /** Dates, both included; empty: all of the time. */
  readonly from: string;
  readonly to: string;
  readonly personalData: string;
}

const OF = [
  ['', 'Everything'],
  ['reseller', 'A reseller'],
  ['customer', 'A customer'],
  ['subscription', 'A subscription'],
] as const;

const PERSONAL = [
  ['', 'Sealed, as it is stored'],
  ['opened', 'Opened beside it'],
] as const;

const ID_CHARACTERS_MAX = 64;

interface AuditScopeProps {
  readonly first: Scope;
  readonly exporting: boolean;
  start(scope: Scope): void;
  stop(): void;
}

/** Of whom, of which time, and whether names are to be read. */
export function AuditScope({ first, exporting, start, stop }: AuditScopeProps) {
  const [scope, setScope] = useState(first);
  const set = (name: keyof Scope) => (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>) =>
    setScope({ ...scope, [name]: event.currentTarget.value });
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    start({ ...scope, id: scope.of === '' ? '' : scope.id.trim() });
  };
  return (
    <form class="filters filters-wide" onSubmit={submit} aria-label="What to export">
      <Select label="Of" value={scope.of} options={OF} onChange={set('of')} />
      <label class="filter filter-long">
        <span>ID</span>
        <input
          type="text"
          value={scope.of === '' ? '' : scope.id}
          onInput={set('id')}
          disabled={scope.of === ''}
          required={scope.of !== ''}
          maxLength={ID_CHARACTERS_MAX}
          autoComplete="off"
          spellcheck={false}
        />
      </label>
      <div class="filter filter-range">
        <span>Recorded, from and to, both included (UTC)</span>
        <input type="date" aria-label="From" value={scope.from} onInput={set('from')} />
        <input type="date" aria-label="To" value={scope.to} onInput={set('to')} min={scope.from} />
      </div>
      <Select label="Personal data" value={scope.personalData} options={PERSONAL} onChange={set('personalData')} />
      {exporting ? (
        <button type="button" class="button" onClick={stop}>
          Stop
        </button>
      ) : (
        <button type="submit" class="button button-main">
          Export
        </button>
      )}
    </form>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  onChange(event: TargetedEvent<HTMLSelectElement>): void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label class="filter filter-long">
      <span>{label}</span>
      <select value={value} onChange={onChange}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
