import { availableParallelism } from 'node:os';

const project = (name, testMatch, extra = {}) => ({
  displayName: name,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^#apps/(.*)\\.js$': '<rootDir>/apps/$1.ts',
    '^#(kernel|history|access|audit|domain|calendar|vault|client|event-store|commands|read-models|projections|feed|scheduling|webhooks|vendor|event-node|observability|settings|clock)/(.*)\\.js$':
      '<rootDir>/libs/$1/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  ...extra,
});

export default {
  projects: [
    project('unit', ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts']),
    project('architecture', ['<rootDir>/test/architecture/**/*.test.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.test.ts']),
    project('acceptance', ['<rootDir>/test/acceptance/**/*.test.ts']),
    project('console', ['<rootDir>/test/console/**/*.test.ts']),
    project('faults', ['<rootDir>/test/faults/**/*.test.ts']),
  ],
  // A bound, for a machine that is busy with something else: nothing takes that long by itself.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/systems-first.mjs',
  // Most tests wait for servers that they started: even two cores do three files at once.
  maxWorkers: Math.max(3, availableParallelism() - 1),
};
