import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../api/problem.js';
import { Stale } from './notices.js';

interface PageProps {
  readonly title: string;
  /** Beside the title: a state. */
  readonly beside?: ComponentChildren;
  /** Below the title, one line. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** Why what is shown could not be read again. */
  readonly stale?: Problem | undefined;
  readonly children: ComponentChildren;
}

/** One page: its title is what is read out, and focused, when it comes. */
export function Page({ title, beside, lead, actions, stale, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Termbook`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <div class="page">
      <header class="page-head">
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {beside}
        </div>
        {actions === undefined ? null : <div class="page-actions">{actions}</div>}
        <div class="page-lead">{lead}</div>
      </header>
      {stale === undefined ? null : <Stale problem={stale} />}
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section class="section">
      <header class="section-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
