import type { AnchorHTMLAttributes, ComponentChildren, TargetedMouseEvent } from 'preact';
import { go, hrefOf } from './place.js';

interface LinkProps extends Omit<AnchorHTMLAttributes, 'href' | 'role'> {
  /** Below the console. */
  readonly to: string;
  readonly children: ComponentChildren;
}

/** An ordinary link (open it in a tab, copy it) that changes the page without loading one. */
export function Link({ to, children, onClick, ...rest }: LinkProps) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={hrefOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
