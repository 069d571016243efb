import { spawn } from 'node:child_process';
import { once } from 'node:events';

const BUILT = new URL('../../dist/libs/observability/process-life.js', import.meta.url).href;

/** A process of its own: its life ends in `process.exit`. */
function live(start: string, environment: Record<string, string> = {}) {
  const program = `import { runProcess } from '${BUILT}'; await runProcess('sample', { start: async (stopping) => { ${start} } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TERMBOOK_SUPERVISED: '', TERMBOOK_STOP_ON_STDIN_END: '', ...environment },
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += chunk));
  const said = async (text: string) => {
    while (!output.text.includes(text)) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  };
  const exited = once(child, 'close').then(([code]) => code as number);
  return { child, output, said, exited };
}

const running = `
  const timer = setInterval(() => undefined, 1000);
  return { ready: 'http://here', stop: async () => { console.log('stopped cleanly'); clearInterval(timer); } };`;

describe('the life of a process', () => {
  it('says when it is ready, and stops cleanly on SIGTERM', async () => {
    const { child, output, said, exited } = live(running);
    await said('READY sample http://here\n');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.text).toBe('READY sample http://here\nstopped cleanly\n');
  });

  it('stops on SIGINT when nobody supervises it', async () => {
    const { child, said, exited } = live(running);
    await said('READY');
    child.kill('SIGINT');
    expect(await exited).toBe(0);
  });

  it('leaves SIGINT to the launcher that supervises it, and stops when that is gone', async () => {
    const { child, output, said, exited } = live(running, {
      TERMBOOK_SUPERVISED: '1',
      TERMBOOK_STOP_ON_STDIN_END: '1',
    });
    await said('READY');
    child.kill('SIGINT');
    child.stdin.end();
    expect(await exited).toBe(0);
    expect(output.text).toContain('stopped cleanly');
  });

  it('ends at once when told to stop while it still waits for something', async () => {
    const { child, said, exited } = live(
      `
      console.log('waiting');
      return new Promise((_, reject) => stopping.addEventListener('abort', () => reject(new Error('given up'))));`,
      { TERMBOOK_STOP_ON_STDIN_END: '1' },
    );
    await said('waiting');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('exits 1 and says why when it cannot start', async () => {
    const { output, exited } = live(`throw new Error('no such thing');`);
    expect(await exited).toBe(1);
    expect(output.text).toContain('no such thing');
  });

  it('exits 1 with a list of the faults in its settings', async () => {
    const { output, exited } = live(`
      const { readSettings } = await import('${BUILT.replace('observability/process-life', 'settings/read-settings')}');
      readSettings({});`);
    expect(await exited).toBe(1);
    expect(output.text).toBe(
      'sample: The settings are not usable:\n  - EVENTSTORE_URL is missing\n  - DATABASE_URL is missing\n  - VENDOR_URL is missing\n',
    );
  });
});
