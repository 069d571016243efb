import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, KEYS } from '../running-api.js';

const PROJECT = resolve(import.meta.dirname, '../../../..');
const OPS = join(PROJECT, 'dist/apps/ops/src/main.js');
const HEADING = 'product_id,product_name,period,support_level,catalogue,price_minor,currency';
const FIRST = '057O1-WW6525-L347,AutoCAD LT,annual,basic,open,57625,USD';
const SECOND = 'C1RK1-WW1762-L158,AutoCAD,annual,basic,open,216125,USD';

let t: ApiUnderTest;
let directory: string;

/** Needs a catalogue in which nothing is. */
export function priceLists(api: () => ApiUnderTest): void {
  describe('price lists', () => {
    beforeAll(async () => {
      t = api();
      directory = mkdtempSync(join(tmpdir(), 'termbook-price-list-'));
    }, 120_000);

    afterAll(async () => {
      rmSync(directory, { recursive: true, force: true });
    }, 30_000);

    /** @returns the exit code and the answer. */
    async function priceList(rows: readonly string[], ...options: readonly string[]): Promise<readonly [number, Json]> {
      const file = join(directory, 'list.csv');
      writeFileSync(file, `${rows.join('\n')}\n`);
      const args = [OPS, 'price-list', file, '--url', t.api.url, '--key', KEYS.admin, '--json', ...options];
      const run = promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH } });
      const { code, stdout, stderr } = await run.then(
        (done) => ({ code: 0, ...done }),
        (failed: { code: number; stdout: string; stderr: string }) => failed,
      );
      return [code, stdout === '' ? { stderr } : (JSON.parse(stdout) as Json)];
    }

    const NOTHING = { listed: [], repriced: [], withdrawn: [], unchanged: [], refused: [], wrong: [] };
    const autocadLt = { productId: '057O1-WW6525-L347', productName: 'AutoCAD LT' };
    const autocad = { productId: 'C1RK1-WW1762-L158', productName: 'AutoCAD' };

    /** What was carried out is in the read models a moment later. */
    const shown = async (rows: readonly string[], wanted: Json) => {
      await eventually(async () => JSON.stringify((await priceList(rows))[1]) === JSON.stringify(wanted));
    };

    describe('ops price-list', () => {
      it('shows what it would list, and changes nothing before it is told to', async () => {
        const listed = [
          { ...autocadLt, priceMinor: 57_625, currency: 'USD' },
          { ...autocad, priceMinor: 216_125, currency: 'USD' },
        ];
        const preview = { ...NOTHING, listed, applied: false, byCode: null };
        expect(await priceList([HEADING, FIRST, SECOND])).toEqual([0, preview]);
        expect(await priceList([HEADING, FIRST, SECOND])).toEqual([0, preview]);
        expect(await priceList([HEADING, FIRST, SECOND], '--apply')).toEqual([
          0,
          { ...preview, applied: true, byCode: { 201: 2 } },
        ]);
        const unchanged = [autocadLt, autocad];
        await shown([HEADING, FIRST, SECOND], { ...NOTHING, unchanged, applied: false, byCode: null });
      });

      it('reprices, and withdraws what is not in it; the list before brings it back', async () => {
        const cheaper = FIRST.replace('57625', '50000');
        const preview = {
          ...NOTHING,
          repriced: [{ ...autocadLt, priceMinor: 50_000, currency: 'USD', oldPriceMinor: 57_625 }],
          withdrawn: [autocad],
        };
        expect(await priceList([HEADING, cheaper], '--apply')).toEqual([
          0,
          { ...preview, applied: true, byCode: { 200: 2 } },
        ]);
        await shown([HEADING, cheaper], { ...NOTHING, unchanged: [autocadLt], applied: false, byCode: null });
        const [code, back] = await priceList([HEADING, FIRST, SECOND], '--apply');
        expect([code, back.listed, back.repriced]).toEqual([
          0,
          [{ ...autocad, priceMinor: 216_125, currency: 'USD' }],
          [{ ...autocadLt, priceMinor: 57_625, currency: 'USD', oldPriceMinor: 50_000 }],
        ]);
        await shown([HEADING, FIRST, SECOND], {
          ...NOTHING,
          unchanged: [autocadLt, autocad],
          applied: false,
          byCode: null,
        });
      });

      it('says by line what is wrong, and then applies nothing', async () => {
        const [code, answer] = await priceList(
          [
            HEADING,
            FIRST.replace('57625', '1.5'),
            'XYZ,Nothing,weekly,basic,open,1,USD',
            SECOND.replace('USD', 'ABC'),
            SECOND,
          ],
          '--apply',
        );
        expect([code, answer.applied, answer.byCode]).toEqual([1, false, null]);
        expect((answer.wrong as Json[]).map(({ line, what }) => `${line} ${String(what).split(':')[0]}`)).toEqual([
          '2 price_minor',
          '3 product_id',
          '3 period',
          '4 currency',
          '5 product_id',
        ]);
        expect((await priceList([HEADING.replace('currency', 'money'), FIRST]))[1].wrong).toEqual([
          { line: 1, what: '"money" is an unknown column' },
          { line: 1, what: 'column currency is missing' },
        ]);
      });

      it('tells that a plan is another one, before the api refuses it', async () => {
        const [code, answer] = await priceList([HEADING, FIRST.replace('basic', 'advanced'), SECOND], '--apply');
        expect([code, answer.refused, answer.byCode]).toEqual([
          1,
          [{ ...autocadLt, line: 2, differing: ['support_level'] }],
          { '409 plan-differs': 1 },
        ]);
      });

      it('never withdraws everything for want of a row, nor reads what is no list', async () => {
        expect((await priceList([HEADING], '--apply'))[0]).toBe(1);
        expect((await priceList(['']))[1].stderr).toContain('the price list is empty');
      });

      it('takes the sample as it is', () => {
        const rows = readFileSync(join(PROJECT, 'samples/price-list.csv'), 'utf8').trimEnd().split('\n');
        return expect(priceList(rows)).resolves.toEqual([
          1,
          expect.objectContaining({ wrong: [], refused: [expect.objectContaining({ differing: ['product_name'] })] }),
        ]);
      });
    });
  });
}
