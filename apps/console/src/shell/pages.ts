/** Where the navigation leads; the letter follows `g`. */
export interface NavigationEntry {
  readonly to: string;
  readonly name: string;
  readonly letter: string;
  /** The roles of operations only. */
  readonly operations: boolean;
}

export const NAVIGATION: readonly (readonly NavigationEntry[])[] = [
  [
    { to: '/', name: 'Today', letter: 'h', operations: true },
    { to: '/subscriptions', name: 'Subscriptions', letter: 's', operations: false },
    { to: '/charges', name: 'Charges', letter: 'c', operations: false },
    { to: '/service-plans', name: 'Service plans', letter: 'l', operations: false },
  ],
  [
    { to: '/due', name: 'Falls due', letter: 'd', operations: true },
    { to: '/overdue', name: 'Overdue', letter: 'o', operations: true },
    { to: '/stuck', name: 'Stuck orders', letter: 'x', operations: true },
    { to: '/webhooks', name: 'Webhooks', letter: 'b', operations: false },
    { to: '/queues', name: 'Queues', letter: 'q', operations: true },
  ],
  [
    { to: '/projections', name: 'Projections', letter: 'p', operations: true },
    { to: '/parked', name: 'Parked', letter: 'k', operations: true },
    { to: '/verifications', name: 'Verification', letter: 'v', operations: true },
    { to: '/anchors', name: 'Anchors', letter: 'a', operations: true },
    { to: '/audit', name: 'Audit export', letter: 'e', operations: true },
    { to: '/what-if', name: 'What if', letter: 'w', operations: true },
  ],
];

/** Whether a place of the navigation is, or is above, a path. */
export const isWithin = (path: string, to: string): boolean => path === to || (to !== '/' && path.startsWith(`${to}/`));
