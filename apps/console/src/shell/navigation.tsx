import type { SessionAnswer } from '../api/answers.js';
import { Link } from '../router/link.js';
import { usePlace } from '../router/place.js';
import { isWithin, NAVIGATION } from './pages.js';

interface NavigationProps {
  readonly who: SessionAnswer;
  onGo(): void;
}

export function Navigation({ who, onGo }: NavigationProps) {
  const { path } = usePlace();
  const groups = NAVIGATION.map((group) => group.filter(({ operations }) => !operations || who.role !== 'intake'));
  return (
    <nav class="navigation" aria-label="Console">
      {groups.map((group) => (
        <ul key={group[0]?.to ?? ''}>
          {group.map(({ to, name, letter }) => (
            <li key={to}>
              <Link to={to} aria-current={isWithin(path, to) ? 'page' : undefined} onClick={onGo}>
                <span>{name}</span>
                <span class="keys" aria-hidden="true">
                  g {letter}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}
