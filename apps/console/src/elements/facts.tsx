import type { ComponentChildren } from 'preact';

export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  /** JSON pointer into the read model: why it is as it is can be asked for. */
  readonly field?: string;
  readonly wide?: boolean;
}

/** Names and values in columns. */
export function Facts({ of, explain }: { readonly of: readonly Fact[]; explain?(field: string): void }) {
  return (
    <dl class="facts">
      {of.map(({ name, value, field, wide }) => (
        <div key={name} class={wide ? 'fact fact-wide' : 'fact'}>
          <dt>
            {field === undefined || explain === undefined ? (
              name
            ) : (
              <button type="button" class="explain" title={`Why? (${field})`} onClick={() => explain(field)}>
                {name}
              </button>
            )}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
