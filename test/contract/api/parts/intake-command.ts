import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, KEYS } from '../running-api.js';

const OPS = resolve(import.meta.dirname, '../../../../dist/apps/ops/src/main.js');
const LINES = 3_000;

let t: ApiUnderTest;
let directory: string;

/** A file of commands, sent by the command line. */
export function intakeFiles(api: () => ApiUnderTest): void {
  describe('files of commands', () => {
    beforeAll(async () => {
      t = api();
      directory = mkdtempSync(join(tmpdir(), 'termbook-intake-'));
    }, 120_000);

    afterAll(async () => {
      rmSync(directory, { recursive: true, force: true });
    }, 30_000);

    const reseller = (id: string, country = 'US') =>
      JSON.stringify({
        idempotencyKey: `reg-${id}`,
        command: 'RegisterReseller',
        payload: { resellerId: id, name: 'N', country, supportEmail: 'a@b.example' },
      });

    const args = (file: string) => [OPS, 'intake', file, '--url', t.api.url, '--key', KEYS.intake, '--json'];
    const environment = { env: { PATH: process.env.PATH } };

    /** @returns the exit code and the summary. */
    async function intake(file: string): Promise<readonly [number, Json]> {
      const run = promisify(execFile)(process.execPath, args(file), environment);
      const {
        code = 0,
        stdout,
        stderr,
      } = await run.then(
        (done) => ({ code: 0, ...done }),
        (failed: { code: number; stdout: string; stderr: string }) => failed,
      );
      return [code, stdout === '' ? { stderr } : (JSON.parse(stdout) as Json)];
    }

    const answersOf = (file: string): readonly Json[] =>
      existsSync(`${file}.answers.ndjson`)
        ? readFileSync(`${file}.answers.ndjson`, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [];

    const wholeLines = (file: string): number =>
      existsSync(`${file}.answers.ndjson`) ? readFileSync(`${file}.answers.ndjson`, 'utf8').split('\n').length - 1 : 0;

    describe('ops intake', () => {
      it('goes on where it was killed, with the line numbers of the whole file', async () => {
        const file = join(directory, 'killed.ndjson');
        writeFileSync(file, Array.from({ length: LINES }, (_, place) => `${reseller(`k-${place}`)}\n`).join(''));
        const first = spawn(process.execPath, args(file), { ...environment, stdio: 'ignore' });
        await eventually(() => wholeLines(file) > 0);
        first.kill('SIGKILL');
        await once(first, 'exit');
        const before = wholeLines(file);
        expect(before).toBeLessThan(LINES);
        appendFileSync(`${file}.answers.ndjson`, '{"line":');
        expect(await intake(file)).toEqual([0, { answers: `${file}.answers.ndjson`, byCode: { 201: LINES } }]);
        const answers = answersOf(file);
        expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: LINES }, (_, place) => place + 1));
        expect(answers.slice(0, before).filter(({ replayed }) => replayed)).toEqual([]);
        expect(await intake(file)).toEqual([0, { answers: `${file}.answers.ndjson`, byCode: { 201: LINES } }]);
      }, 60_000);

      it('says by code what came of the lines, and that not all succeeded', async () => {
        const file = join(directory, 'mixed.ndjson');
        writeFileSync(file, [reseller('m-1'), '', '{', reseller('m-1', 'DE')].join('\n'));
        const byCode = { 201: 1, '400 invalid-request': 1, '422 idempotency-key-reused': 1 };
        expect(await intake(file)).toEqual([1, { answers: `${file}.answers.ndjson`, byCode }]);
        expect(answersOf(file).map(({ line }) => line)).toEqual([1, 3, 4]);
      });

      it('does not go on behind the answers to another file', async () => {
        const file = join(directory, 'other.ndjson');
        writeFileSync(file, `${reseller('o-1')}\n`);
        writeFileSync(`${file}.answers.ndjson`, '{"line":1,"idempotencyKey":"reg-somebody","status":201}\n');
        expect(await intake(file)).toEqual([1, { stderr: expect.stringContaining('are of another file') }]);
      });

      it('says that the connection broke', async () => {
        const file = join(directory, 'away.ndjson');
        writeFileSync(file, `${reseller('a-1')}\n`);
        const broken = promisify(execFile)(
          process.execPath,
          [OPS, 'intake', file, '--url', 'http://127.0.0.1:3', '--key', 'k'],
          environment,
        );
        await expect(broken).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('run it again') });
      });
    });
  });
}
