import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json } from '../running-api.js';

/** Long ones: the fewer answers there are to be read in the end. */
const LINES_OF_A_CHUNK = 100;

let t: ApiUnderTest;

/** Lines and answers, under way at once. */
export function bulkStream(api: () => ApiUnderTest): void {
  describe('bulk requests that take their time', () => {
    beforeAll(() => {
      t = api();
    });

    const reseller = (id: string) =>
      JSON.stringify({
        idempotencyKey: `reg-${id}`,
        command: 'RegisterReseller',
        payload: { resellerId: id, name: 'N', country: 'US', supportEmail: 'a@b.example' },
      });

    /** A bulk request that stays open for as long as the test likes. */
    function open(): ClientRequest {
      return request(`${t.api.url}/v1/commands`, {
        method: 'POST',
        headers: { authorization: 'Bearer the-admin-key', 'content-type': 'application/x-ndjson' },
      });
    }

    const answered = async (sending: ClientRequest): Promise<IncomingMessage> =>
      ((await once(sending, 'response')) as [IncomingMessage])[0];

    async function* answersOf(response: IncomingMessage): AsyncGenerator<Json> {
      for await (const line of createInterface({ input: response })) yield JSON.parse(line) as Json;
    }

    describe('a bulk request that is still being sent', () => {
      it('is answered line by line', async () => {
        const sending = open();
        sending.write(`${reseller('open-1')}\n`);
        const answers = answersOf(await answered(sending));
        expect((await answers.next()).value).toMatchObject({ line: 1, status: 201, idempotencyKey: 'reg-open-1' });
        for (let line = 2; line <= 20; line += 1) {
          const text = `${line % 5 ? reseller(`open-${line}`) : '{'}\n`;
          sending.write(text.slice(0, 5));
          sending.write(text.slice(5));
          expect((await answers.next()).value).toMatchObject({ line, status: line % 5 ? 201 : 400 });
        }
        sending.end(reseller('open-1'));
        expect((await answers.next()).value).toMatchObject({ line: 21, status: 201, replayed: true });
        expect((await answers.next()).done).toBe(true);
      });

      it('waits for a caller that does not read its answers, and then goes on to the end', async () => {
        const sending = open();
        const chunk = Buffer.from(`${'x'.repeat(799)}\n`.repeat(LINES_OF_A_CHUNK));
        let sent = 0;
        const fill = () => {
          while (sending.write(chunk)) sent += 1;
          sent += 1;
        };
        fill();
        sending.on('drain', fill);
        const response = await answered(sending);
        response.pause();
        let before = -1;
        await eventually(async () => {
          const still = sent === before && sending.writableNeedDrain;
          before = sent;
          await new Promise((resolve) => setTimeout(resolve, 500));
          return still && sent === before;
        });
        sending.off('drain', fill);
        sending.end();
        let lines = 0;
        for await (const answer of answersOf(response)) {
          lines += 1;
          expect([answer.line, answer.status]).toEqual([lines, 400]);
        }
        expect(lines).toBe(LINES_OF_A_CHUNK * sent);
      }, 60_000);

      it('is as long as it likes', async () => {
        const sending = open();
        const lines = 30_000;
        const answers = answered(sending).then(async (response) => {
          let count = 0;
          for await (const { line } of answersOf(response)) if (line === count + 1) count += 1;
          return count;
        });
        sending.end(`${'x'.repeat(400)}\n`.repeat(lines));
        expect(await answers).toBe(lines);
      }, 60_000);
    });

    describe('a bulk request that is cut off', () => {
      it.each([
        ['in the middle of a line', 'middle', (file: string) => Math.trunc(file.length / 3)],
        ['behind the last line but one', 'last', (file: string) => file.lastIndexOf('\n') + 1],
        ['before the last newline', 'newline', (file: string) => file.length],
      ])('%s carries out whole lines only, and sent again gets every answer', async (_where, name, cut) => {
        const ids = Array.from({ length: 400 }, (_, index) => `cut-${name}-${index}`);
        const file = ids.map(reseller).join('\n');
        const sending = open();
        sending.on('error', () => undefined);
        sending.write(file.slice(0, cut(file)));
        const response = await answered(sending);
        response.on('error', () => undefined);
        await once(response, 'data');
        sending.destroy();

        const again = await t.bulk(file);
        expect(again.map(({ line, status, result }) => [line, status, (result as Json).resellerId])).toEqual(
          ids.map((id, index) => [index + 1, 201, id]),
        );
        expect(again.filter(({ result }) => (result as Json).revision !== 0)).toEqual([]);
        expect([again[0]?.replayed, again.at(-1)?.replayed]).toEqual([true, undefined]);
        expect(await t.bulk(file)).toEqual(again.map((answer) => ({ ...answer, replayed: true })));
      });
    });
  });
}
