// One entry for all of `npm start|test|check|demo|bench|ops|event-node`. Plain Node: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const PROJECT = resolve(import.meta.dirname, '..');
const LOCK_FILE = join(PROJECT, 'package-lock.json');
const INSTALLED = join(PROJECT, 'node_modules/.termbook-lock-hash');
const BUILT = join(PROJECT, 'dist/.termbook-built');
const CONSOLE = join(PROJECT, 'apps/console');
const CONSOLE_BUILT = join(PROJECT, 'dist/.termbook-console-built');
const CLIENT_TYPES = join(PROJECT, '.generated/api.d.ts');
const CLIENT_TYPES_WRITTEN = join(PROJECT, '.generated/.termbook-written');
const NODE_MIN = [20, 19];
/** Begins each line about a test that failed: `.ci/run` looks for it. */
const FAILURE_MARK = '✗';
/** Of one test: what was expected and where, without the whole stack. */
const MESSAGE_LINES_MAX = 12;
/** Of so many tests: whoever sees the last lines of a run only is to see the names of all. */
const MESSAGES_MAX = 4;

/** What each word runs once everything is installed and built: a file in this process, or a function. */
const WORDS = {
  start: 'dist/apps/launcher/src/main.js',
  demo: 'dist/apps/ops/src/demo/main.js',
  ops: 'dist/apps/ops/src/main.js',
  bench: 'dist/apps/bench/src/main.js',
  'event-node': 'dist/apps/event-node/src/main.js',
  test,
  // Two at once: what is killed and cut off has bounds to come back within.
  'test:faults': (args) => tested(['--maxWorkers', '2', '--selectProjects', 'faults', ...args]),
  check,
  types,
  build: writeClientTypes,
};

function fail(message) {
  process.stderr.write(`termbook: ${message}\n`);
  process.exit(1);
}

function run(command, args, environment = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: PROJECT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error) fail(`${command} could not be run: ${error.message}`);
  return status ?? 1;
}

/** A tool out of node_modules, by its JavaScript entry: no shell, no npx. */
const tool = (path, ...args) => run(process.execPath, [join(PROJECT, 'node_modules', path), ...args]);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Node.js ${NODE_MIN.join('.')} or newer is needed, and this is ${process.versions.node}`);
}

/** Installs exactly what the lock file says, when that was not done yet or it has changed since. */
function install() {
  const wanted = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8').trim() === wanted) return;
  process.stdout.write('termbook: installing packages (npm ci)\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund'];
  const status = npm ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (status !== 0) fail('the packages could not be installed: see above');
  writeFileSync(INSTALLED, `${wanted}\n`);
}

/** Newest change, in milliseconds since the Unix epoch, of anything under a folder; folders count for what was removed. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Compiles when a source is newer than the last build. The mark is set back to before it began. */
function build() {
  const sources = Math.max(...['apps', 'libs', '.swcrc', 'package.json'].map((path) => newest(join(PROJECT, path))));
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs >= sources && readFileSync(BUILT, 'utf8') === String(sources))
    return;
  const status = tool(
    '@swc/cli/bin/swc.js',
    'apps',
    'libs',
    '-d',
    'dist',
    '--config-file',
    '.swcrc',
    '--copy-files',
    '--ignore',
    'apps/console/**',
    '--quiet',
  );
  if (status !== 0) fail('the sources could not be compiled: see above');
  writeFileSync(BUILT, String(sources));
}

/** The client's types, from the api as it was built: only who checks types needs them. @returns 0 */
function writeClientTypes() {
  const sources = readFileSync(BUILT, 'utf8');
  const mark = existsSync(CLIENT_TYPES_WRITTEN) ? readFileSync(CLIENT_TYPES_WRITTEN, 'utf8') : '';
  if (existsSync(CLIENT_TYPES) && mark === sources) return 0;
  if (run(process.execPath, [join(PROJECT, 'scripts/client-types.mjs'), CLIENT_TYPES]) !== 0)
    fail("the client's types could not be written: see above");
  writeFileSync(CLIENT_TYPES_WRITTEN, sources);
  return 0;
}

/** Bundles the console for the browser, likewise. */
function buildConsole() {
  const sources = String(Math.max(...[CONSOLE, join(PROJECT, 'package-lock.json')].map(newest)));
  if (existsSync(CONSOLE_BUILT) && readFileSync(CONSOLE_BUILT, 'utf8') === sources) return;
  const status = tool('vite/bin/vite.js', 'build', '--config', join(CONSOLE, 'vite.config.mjs'));
  if (status !== 0) fail('the console could not be built: see above');
  writeFileSync(CONSOLE_BUILT, sources);
}

/** Runs Jest and closes with what came of it, on a line of its own. A suite that could not run counts as one failed. */
function jest(args) {
  const outcome = join(PROJECT, '.tmp/jest-outcome.json');
  mkdirSync(join(PROJECT, '.tmp'), { recursive: true });
  rmSync(outcome, { force: true });
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const status = run(process.execPath, [
    ...options,
    join(PROJECT, 'node_modules/jest/bin/jest.js'),
    '--json',
    // A test that fails half-way may leave a timer behind: nobody waits for it.
    '--forceExit',
    `--outputFile=${outcome}`,
    ...args,
  ]);
  if (!existsSync(outcome)) fail('the tests did not run to their end');
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(outcome, 'utf8'),
  );
  return { status, passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, files: testResults };
}

/** What failed, by file and full name; the first ones with the beginning of what they said. Marked, to be found again. */
function failures(files) {
  const failed = files.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    const none = status === 'failed' && tests.length === 0;
    return (none ? [{ fullName: 'could not be run', failureMessages: [message] }] : tests).map((test) => ({
      title: `${relative(PROJECT, name)} › ${test.fullName}`,
      said: stripVTControlCharacters(test.failureMessages.join('\n')),
    }));
  });
  const told = failed.flatMap(({ title, said }, at) => {
    // Where a whole file did not get ready, all of its tests say the same.
    const known = at >= MESSAGES_MAX || said === failed[at - 1]?.said;
    return known ? [title] : [title, ...said.split('\n').filter(isTelling).slice(0, MESSAGE_LINES_MAX)];
  });
  return told.map((line) => `${FAILURE_MARK} ${line}\n`).join('');
}

const isTelling = (line) => line.trim() !== '' && !/^\s+at .*(node_modules|node:internal|<anonymous>\)$)/.test(line);

/** Everything but the faults, which take minutes of killing and waiting; with arguments, what they select. */
function test(args) {
  rmSync(join(PROJECT, '.tmp/backends'), { recursive: true, force: true });
  return tested(
    args.length > 0 ? args : ['--selectProjects', 'unit', 'architecture', 'contract', 'acceptance', 'console'],
  );
}

function tested(args) {
  const { status, passed, failed, files } = jest(args);
  process.stdout.write(`\n${failures(files)}${passed} passed, ${failed} failed\n`);
  return status;
}

function types() {
  writeClientTypes();
  return tool('typescript/bin/tsc', '--noEmit');
}

/** What needs no server: types, lint, import rules, unit and architecture tests. All run, whatever the first ones say. */
function check(args) {
  const steps = [
    ['types', types],
    ['types of the domain', () => tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.domain.json')],
    ['types of the console', () => tool('typescript/bin/tsc', '--noEmit', '-p', 'apps/console/tsconfig.json')],
    ['lint and format', () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings')],
    [
      'import rules',
      () => tool('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', 'apps', 'libs'),
    ],
    ['tests', () => jest(['--selectProjects', 'unit', 'architecture', '--silent', ...args]).status],
  ];
  const results = steps.map(([name, step]) => {
    const startedAt = performance.now();
    const status = step();
    return { name, status, seconds: (performance.now() - startedAt) / 1000 };
  });
  for (const { name, status, seconds } of results) {
    process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'}  ${seconds.toFixed(1).padStart(5)} s  ${name}\n`);
  }
  return results.some(({ status }) => status !== 0) ? 1 : 0;
}

const [word = '', ...args] = process.argv.slice(2);
const target = WORDS[word];
if (target === undefined) fail(`unknown command "${word}": one of ${Object.keys(WORDS).join(', ')}`);
process.chdir(PROJECT);
checkNode();
install();
build();
buildConsole();
if (typeof target === 'function') process.exit(target(args));
if (!existsSync(join(PROJECT, target))) fail(`npm run ${word} is not there yet`);
process.argv = [process.execPath, join(PROJECT, target), ...args];
await import(join(PROJECT, target));
