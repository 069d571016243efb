import { useId } from 'preact/hooks';
import type { ActionField } from './actions.js';

const TEXT_CHARACTERS_MAX = 500;

interface FieldInputProps {
  readonly field: ActionField;
  readonly value: string;
  onChange(value: string): void;
}

export function FieldInput({ field, value, onChange }: FieldInputProps) {
  const id = useId();
  const { label, hint, required = false } = field;
  return (
    <div class="field">
      <label for={id}>
        {label}
        {required ? null : <span class="quiet"> optional</span>}
      </label>
      <Control id={id} field={field} value={value} onChange={onChange} />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}

function Control({ id, field, value, onChange }: FieldInputProps & { readonly id: string }) {
  const { kind, hint, required = false, min, max, options = [] } = field;
  const shared = { id, required, value, 'aria-describedby': hint === undefined ? undefined : `${id}-hint` };
  if (kind === 'choice') {
    return (
      <select {...shared} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'long') {
    return (
      <textarea
        {...shared}
        rows={2}
        maxLength={TEXT_CHARACTERS_MAX}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <input
      {...shared}
      type={(kind === 'instant' ? 'datetime-local' : kind) as 'text'}
      step={kind === 'instant' ? 1 : undefined}
      min={min}
      max={max}
      maxLength={TEXT_CHARACTERS_MAX}
      autoComplete="off"
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}
