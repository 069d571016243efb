import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { WrittenPosition } from '#commands/engine/written-position.js';
import { Thread, type ThreadEndedError } from './thread.js';

const DATA = { name: 'write-side-1', written: WrittenPosition.memory() };

/** A thread's program, as it stands. */
const threadThat = (program: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort as port } from 'node:worker_threads';${program}`)}`,
  );

const answersAll = `
  port.on('message', (message) => {
    if (message === 'stop') process.exit(0);
    for (const [number] of message) port.postMessage([[number, 'done', undefined]]);
  });
  port.postMessage('ready');`;

describe('the thread of the write side', () => {
  let thread: Thread | undefined;

  afterEach(() => thread?.stop());

  const deathOf = (program: string): Promise<ThreadEndedError> =>
    new Promise((died) => {
      thread = new Thread(threadThat(program), DATA, died);
    });

  it('is ready when it says so, answers, and ends when it is told to: that is no death', async () => {
    const deaths: unknown[] = [];
    thread = new Thread(threadThat(answersAll), DATA, (why) => deaths.push(why));
    await thread.untilReady();
    await thread.calls.ask('reachStore');
    await thread.stop();
    expect(deaths).toEqual([]);
    await expect(thread.calls.ask('reachStore')).rejects.toThrow('ended with code 0');
  });

  it('is told of with what killed it', async () => {
    const why = await deathOf(`setImmediate(() => { throw new Error('a fault of ours') });`);
    expect([why.message, (why.cause as Error).message]).toEqual(['The write side failed', 'a fault of ours']);
  });

  it('is told of when nobody waits for a promise that fails', async () => {
    const why = await deathOf(`Promise.reject(new Error('forgotten'));`);
    expect((why.cause as Error).message).toBe('forgotten');
  });

  it('is told of when it just ends', async () => {
    expect((await deathOf('process.exit(3);')).message).toBe('The write side ended with code 3');
  });

  it('leaves nobody waiting when it dies', async () => {
    const dead = deathOf(`port.once('message', () => { throw new Error('at the first call') });`);
    const asked = thread?.calls.ask('reachStore');
    await expect(asked).rejects.toThrow('The write side failed');
    await dead;
  });

  it('is ended all the same when it does not want to', async () => {
    thread = new Thread(
      threadThat(`port.on('message', () => undefined); port.postMessage('ready');`),
      DATA,
      () => undefined,
    );
    await thread.untilReady();
    await thread.stop();
    await expect(thread.calls.ask('reachStore')).rejects.toThrow('ended with code');
  });
});

describe('a process whose write side dies', () => {
  const built = (file: string) => new URL(`../../../../dist/${file}`, import.meta.url).href;
  const program = `
    import { runProcess } from '${built('libs/observability/process-life.js')}';
    import { ThreadedWriteSide } from '${built('apps/api/src/write-side/threaded-write-side.js')}';
    const dying = new URL('data:text/javascript,setTimeout(() => { throw new Error("a fault of ours") }, 50)');
    await runProcess('api', { start: async () => {
      const writeSide = new ThreadedWriteSide(2, { forget() {} }, undefined, dying);
      await writeSide.onModuleInit();
    } });`;

  it('says so and ends, so that its supervisor starts it again', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = { text: '' };
    child.stdout.on('data', (chunk) => (output.text += chunk));
    const [code] = await once(child, 'close');
    expect([code, output.text]).toEqual([1, expect.stringMatching(/The write side failed.*a fault of ours/)]);
  });
});
