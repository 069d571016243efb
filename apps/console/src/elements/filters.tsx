import type { TargetedEvent } from 'preact';
import { narrow, usePlace } from '../router/place.js';

export interface Filter {
  /** In the address and in the api's query. */
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'date' | 'number';
}

export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** Two dates, both included. */
export interface Range {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Every name that stands in the address. */
export const namesOf = (
  choices: readonly Choice[],
  filters: readonly Filter[],
  ranges: readonly Range[] = [],
): readonly string[] => [
  ...[...choices, ...filters].map(({ name }) => name),
  ...ranges.flatMap(({ from, to }) => [from, to]),
];

interface FiltersProps {
  readonly choices: readonly Choice[];
  readonly filters: readonly Filter[];
  readonly ranges?: readonly Range[];
}

/** What a list is narrowed to; it stands in the address, so that it can be sent to somebody. */
export function Filters({ choices, filters, ranges = [] }: FiltersProps) {
  const { query } = usePlace();
  const set = (name: string) => (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>) =>
    narrow({ [name]: event.currentTarget.value.trim() });
  const names = namesOf(choices, filters, ranges);
  const input = (name: string, kind: Filter['kind'], label?: string) => (
    <input
      id={`filter-${name}`}
      type={kind as 'text'}
      aria-label={label}
      value={query.get(name) ?? ''}
      onChange={set(name)}
      autoComplete="off"
      spellcheck={false}
    />
  );
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filters">
      {choices.map(({ name, label, options }) => (
        <label key={name} class="filter">
          <span>{label}</span>
          <select value={query.get(name) ?? ''} onChange={set(name)}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      ))}
      {filters.map(({ name, label, kind }) => (
        <div key={name} class="filter">
          <label for={`filter-${name}`}>{label}</label>
          {input(name, kind)}
        </div>
      ))}
      {ranges.map(({ from, to, label }) => (
        <div key={from} class="filter filter-range">
          <span>{label}, from and to</span>
          {input(from, 'date', `${label} from`)}
          {input(to, 'date', `${label} to`)}
        </div>
      ))}
      <button
        type="button"
        class="button button-plain"
        disabled={!names.some((name) => query.has(name))}
        onClick={() => narrow(Object.fromEntries(names.map((name) => [name, null])))}
      >
        Clear
      </button>
    </form>
  );
}

/** The api's path with those of the address's filters that it knows. */
export function filteredPath(path: string, query: URLSearchParams, names: readonly string[], limit: number): string {
  const asked = new URLSearchParams();
  for (const name of names) {
    const value = query.get(name);
    if (value !== null && value !== '') asked.set(name, value);
  }
  asked.set('limit', String(limit));
  return `${path}?${asked}`;
}
