import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestStore } from './running-projections.js';

const MAIN = resolve(import.meta.dirname, '../../../dist/apps/projector/src/main.js');

/** The projector as it is run; whoever starts it ends it. @param settings beside those of the stores. */
export async function startProjector(
  store: Pick<TestStore, 'node'>,
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      EVENTSTORE_URL: store.node.connectionString,
      DATABASE_URL: databaseUrl,
      VENDOR_URL: 'http://127.0.0.1:9',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    if (line.startsWith('READY projector')) break;
  }
  child.stdout?.resume();
  return child;
}
