import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.js';

/** Nothing is there, and why that may be. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="notice">
      <p class="notice-title">{title}</p>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}

interface FailedProps {
  readonly problem: Problem;
  retry?(): void;
}

/** What went wrong, in the api's own words. */
export function Failed({ problem, retry }: FailedProps) {
  return (
    <div class="notice notice-bad" role="alert">
      <p class="notice-title">{problem.title}</p>
      <ProblemText problem={problem} />
      {retry === undefined ? null : (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** What is shown is that of before. */
export const Stale = ({ problem: { title, detail } }: { readonly problem: Problem }) => (
  <p class="band band-warn" role="alert">
    <strong>Not up to date</strong> {title}
    {detail === undefined ? '' : `: ${detail}`}
  </p>
);

export function ProblemText({ problem: { detail, errors = [], code } }: { readonly problem: Problem }) {
  return (
    <>
      {detail === undefined ? null : <p>{detail}</p>}
      {errors.map(({ pointer, detail: fault }) => (
        <p key={pointer}>
          <span class="mono">{pointer}</span> {fault}
        </p>
      ))}
      <p class="quiet">
        Code <span class="mono">{code}</span>
      </p>
    </>
  );
}

/** Holds the place of what is being loaded, as high as that will be. */
export function Skeleton({ lines, label = 'Loading' }: { readonly lines: number; readonly label?: string }) {
  return (
    <div class="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="skeleton-line" />
      ))}
    </div>
  );
}
