import { Link } from '../router/link.js';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly name: string; readonly here: boolean }[];
}

/** Parts of a page, each with an address of its own: links, and therefore a navigation. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ to, name, here }) => (
        <Link key={to} to={to} aria-current={here ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
