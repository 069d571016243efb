import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUSY_NODE_OPTIONS } from '#apps/launcher/src/node-options.js';
import { SETTINGS_VARIABLES } from '#settings/settings.variables.js';

const PROJECT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
const names: readonly string[] = SETTINGS_VARIABLES.map(({ name }) => name);

/** What the supervision of processes says to them; no setting for people. */
const BETWEEN_PROCESSES = ['TERMBOOK_SUPERVISED', 'TERMBOOK_STOP_ON_STDIN_END', 'TERMBOOK_PARENT_PID'];
/** The event node stands alone and takes arguments; a password may not stand among those. See docs/event-node.md. */
const OF_THE_EVENT_NODE = ['EVENT_NODE_PASSWORD'];
/** Of Node and of terminals, known everywhere. */
const CUSTOMARY = ['NODE_ENV', 'NO_COLOR', 'PATH'];

describe('the settings', () => {
  it('are each documented, with their default', () => {
    const page = read('docs/deployment.md');
    const rows = SETTINGS_VARIABLES.map(
      ({ name, byDefault, meaning }) => `| \`${name}\` | ${byDefault ?? '–'} | ${meaning} |`,
    );
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  it('are read in one place only', () => {
    const sources = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    const read = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/process\.env\.([A-Z_]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(read.filter((name) => ![...BETWEEN_PROCESSES, ...OF_THE_EVENT_NODE, ...CUSTOMARY].includes(name))).toEqual(
      [],
    );
  });
});

describe('the docker files', () => {
  it('set only variables that exist', () => {
    const compose = read('docker/compose.yaml');
    const ours = compose.slice(compose.indexOf('x-termbook-environment'), compose.indexOf('\nservices:'));
    const set = [...ours.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? '');
    expect(set.length).toBeGreaterThan(4);
    expect(set.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('give the api what the launcher gives it', () => {
    const asked = [...BUSY_NODE_OPTIONS, 'dist/apps/api/src/main.js'];
    expect(read('docker/compose.yaml')).toContain(`command: [ ${asked.join(', ')} ]`);
    expect(read('docker/Dockerfile')).toContain(`CMD ${JSON.stringify(asked).replaceAll(',', ', ')}`);
  });

  it('run only files that the build makes', () => {
    const commands = [...read('docker/compose.yaml').matchAll(/dist\/(apps\/[a-z-]+\/src\/[a-z-]+)\.js/g)];
    expect(commands.length).toBeGreaterThan(2);
    for (const [, path] of commands) expect(read(`${path}.ts`)).not.toBe('');
  });
});
