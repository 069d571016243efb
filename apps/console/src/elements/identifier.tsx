import { useState } from 'preact/hooks';

const SAID_FOR_MS = 1_200;

/** An id in full, to be copied with one click. */
export function Identifier({ id, what }: { readonly id: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(id).catch(() => undefined);
    setCopied(true);
    window.setTimeout(() => setCopied(false), SAID_FOR_MS);
  };
  return (
    <span class="identifier">
      <span class="mono">{id}</span>
      <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}
