import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Where what replays, rebuilds, verifies or releases begins. */
const ROOTS = [
  'libs/projections/projections.module.ts',
  'libs/projections/workshop/workshop-runner.ts',
  'libs/projections/rebuild/rebuilding.ts',
  'libs/projections/verification/verifying.ts',
  'libs/projections/parking/releasing.ts',
];

/** What could append, send or schedule. The connection's own class opens the appending channel, and is looked at below. */
const DOORS =
  /^libs\/(commands|scheduling|vendor|webhooks)\/|event-store\/(event-appender|event-store-appending\.module|system-stream-appender|attempts-appender)\.ts$|eventstoredb-(appender|attempts)\.ts$/;

const IMPORT = /^(?:import|export) (?!type )[^;]*?from '([^']+)'|^import '([^']+)'/gms;

function importsOf(file: string): readonly string[] {
  const found = [...readFileSync(join(PROJECT, file), 'utf8').matchAll(IMPORT)];
  return found.flatMap(([, from, bare]) => resolved(file, from ?? bare ?? '') ?? []);
}

function resolved(file: string, name: string): string | undefined {
  const path = name.startsWith('#apps/') ? name.slice(1) : name.startsWith('#') ? `libs/${name.slice(1)}` : name;
  const target = name.startsWith('.') ? join(dirname(file), path) : path;
  const source = target.replace(/\.js$/, '.ts');
  return existsSync(join(PROJECT, source)) && source.endsWith('.ts') ? source : undefined;
}

/** Everything that a root loads when it runs, itself included. */
function reachable(roots: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...roots];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...importsOf(file));
  }
  return seen;
}

describe('what replays the history', () => {
  const files = [...reachable(ROOTS)];

  it('is all of it looked at', () => {
    expect(files).toEqual(expect.arrayContaining(ROOTS));
    expect(files).toContain('libs/event-store/eventstoredb/eventstoredb-reader.ts');
    expect(files).toContain('libs/projections/runner/batch-fold.ts');
  });

  it('reaches no door that appends, sends or schedules', () => {
    // The errors of appending are told apart where reading fails too: a file of classes, without a door in it.
    const harmless = new Set(['libs/event-store/event-appender.ts']);
    expect(files.filter((file) => DOORS.test(file) && !harmless.has(file))).toEqual([]);
  });

  it('loads no package that talks to a queue or over HTTP', () => {
    const packages = files.flatMap((file) =>
      [...readFileSync(join(PROJECT, file), 'utf8').matchAll(/^import (?!type )[^;]*?from '([^'.#][^']*)'/gms)].map(
        ([, name]) => name,
      ),
    );
    expect(packages).toContain('pg');
    expect(packages.filter((name) => /bullmq|ioredis|undici|node:https?$|fastify/.test(name ?? ''))).toEqual([]);
  });
});
