import { type Answer, ApiUnderTest, type Json, KEYS, problemOf } from '../running-api.js';

const ANNUAL = '057O1-WW6525-L347';
const BATCH = 'application/cloudevents-batch+json; charset=utf-8';

let t: ApiUnderTest;
let start: string;

const eventsOf = ({ text }: Answer): readonly Json[] => JSON.parse(text);
const typesOf = (answer: Answer) => eventsOf(answer).map(({ type }) => type);
const nextOf = ({ headers }: Answer) => headers.get('feed-next') ?? '';
const behind = (position: string, more = '') => `/v1/events?after=${position}${more}`;

let resellers = 0;
async function register(): Promise<{ readonly resellerId: string; readonly position: string }> {
  resellers += 1;
  const resellerId = `r-new-${resellers}`;
  const { body } = await t.put(`/v1/resellers/${resellerId}`, {
    name: 'N',
    country: 'US',
    supportEmail: 'a@b.example',
  });
  return { resellerId, position: String(body.position) };
}

/** Frames as they come, until there are so many events. */
async function streamed(path: string, count: number, headers: Readonly<Record<string, string>> = {}) {
  const leave = new AbortController();
  const response = await fetch(`${t.api.url}${path}`, {
    headers: { authorization: `Bearer ${KEYS.intake}`, accept: 'text/event-stream', ...headers },
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(20_000)]),
  });
  const frames: { readonly id: string; readonly event: Json }[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const frame of whole) {
      const [, id = '', data = ''] = /^id: (\S+)\ndata: (.+)$/.exec(frame) ?? [];
      if (data !== '') frames.push({ id, event: JSON.parse(data) });
    }
    if (frames.length >= count) break;
  }
  leave.abort();
  return { type: response.headers.get('content-type'), frames };
}

/** First: it knows every event. */
export function feed(api: () => ApiUnderTest): void {
  describe('the feed', () => {
    beforeAll(async () => {
      t = api();
      const reseller = await t.put('/v1/resellers/r-1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
      start = String(reseller.body.position);
      await t.put('/v1/customers/c-1', {
        resellerId: 'r-1',
        name: 'Ada',
        postalCode: '80331',
        country: 'DE',
        address: 'Weg 1',
      });
      await t.put(`/v1/service-plans/${ANNUAL}`, {
        productName: 'AutoCAD LT',
        period: 'annual',
        supportLevel: 'basic',
        catalogue: 'open',
        price: { amountMinor: 57_625, currency: 'USD' },
      });
    }, 120_000);

    describe('the feed by page', () => {
      it('begins with the first event of all, and leaves out claims and what is ours', async () => {
        const page = await t.get('/v1/events', { as: 'intake' });
        expect([page.status, page.headers.get('content-type'), page.headers.get('feed-end')]).toEqual([
          200,
          BATCH,
          'true',
        ]);
        expect(typesOf(page)).toEqual([
          'termbook.ResellerRegistered.v1',
          'termbook.CustomerRegistered.v1',
          'termbook.ServicePlanListed.v1',
        ]);
      });

      it('tells of a customer with what is personal, and nothing of how it is kept', async () => {
        const [customer] = eventsOf(await t.get(behind(start, '&limit=1')));
        expect(customer).toEqual({
          specversion: '1.0',
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          source: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
          type: 'termbook.CustomerRegistered.v1',
          subject: 'customer/c-1',
          time: expect.stringMatching(/^\d{4}-.*Z$/),
          datacontenttype: 'application/json',
          dataschema: 'urn:termbook:event:CustomerRegistered:v1',
          data: {
            customerId: 'c-1',
            resellerId: 'r-1',
            details: { name: 'Ada', postalCode: '80331', country: 'DE', csn: null, address: 'Weg 1' },
            distinctness: { confirmedDistinct: false },
            registeredAt: expect.any(String),
          },
          position: expect.any(String),
          revision: 0,
          recordedat: expect.stringMatching(/^\d{4}-.*Z$/),
          resellerid: 'r-1',
        });
      });

      it('goes on where it ended, and is the same however it is cut', async () => {
        const whole = eventsOf(await t.get('/v1/events'));
        const one = await t.get('/v1/events?limit=1');
        expect(one.headers.get('feed-end')).toBe('false');
        const [, link = ''] = /^<(.+)>; rel="next"$/.exec(one.headers.get('link') ?? '') ?? [];
        const two = await t.get(link);
        const rest = await t.get(behind(nextOf(two)));
        expect([one, two, rest].flatMap(eventsOf)).toEqual(whole);
        const empty = await t.get(behind(nextOf(rest)));
        expect([eventsOf(empty), nextOf(empty), empty.headers.get('feed-end')]).toEqual([[], nextOf(rest), 'true']);
      });

      it('begins at the end for who wants only what is new', async () => {
        const { headers, text } = await t.get('/v1/events?after=end');
        expect([text, headers.get('feed-end')]).toEqual(['[]', 'true']);
      });

      it.each([
        ['nonsense', 'is not a position'],
        [
          Buffer.from(`${'0'.repeat(8)}-0000-4000-8000-000000000000:1`).toString('base64url'),
          'is a position of another store',
        ],
      ])('does not begin at %s', async (position, detail) => {
        const answer = await t.get(behind(position));
        expect([...problemOf(answer), answer.body.errors]).toEqual([
          400,
          'invalid-request',
          [{ pointer: '/after', detail }],
        ]);
      });

      it('does not begin where no event is', async () => {
        const [storeId, commit] = Buffer.from(start, 'base64url').toString().split(':');
        const nowhere = Buffer.from(`${storeId}:${Number(commit) + 1}`).toString('base64url');
        expect((await t.get(behind(nowhere))).body.errors).toEqual([
          { pointer: '/after', detail: 'is a position at which no event is' },
        ]);
      });

      it.each(['limit=0', 'limit=1001', 'wait=26', 'wait=x', 'type=all'])('is not asked for with %s', async (query) => {
        expect(problemOf(await t.get(`/v1/events?${query}`))).toEqual([400, 'invalid-request']);
      });
    });

    describe('the feed by long poll', () => {
      it('answers as soon as something happens', async () => {
        const end = nextOf(await t.get('/v1/events?after=end'));
        const waiting = t.get(behind(end, '&wait=20'));
        const { resellerId, position } = await register();
        const answer = await waiting;
        expect([nextOf(answer), eventsOf(answer).map(({ subject }) => subject)]).toEqual([
          position,
          [`reseller/${resellerId}`],
        ]);
      });

      it('answers with nothing when nothing happened', async () => {
        const end = nextOf(await t.get('/v1/events?after=end'));
        const answer = await t.get(behind(end, '&wait=1'));
        expect([answer.status, eventsOf(answer), nextOf(answer)]).toEqual([200, [], end]);
      });
    });

    describe('the feed as a stream', () => {
      it('tells what was and what comes, and resumes behind the last event that was taken', async () => {
        const begun = streamed(behind(start), 3);
        const first = await register();
        const { type, frames } = await begun;
        expect(type).toBe('text/event-stream; charset=utf-8');
        const whole = eventsOf(await t.get(behind(start)));
        expect(frames.map(({ event }) => event)).toEqual(whole.slice(0, frames.length));
        expect(frames.map(({ id }) => id)).toEqual(frames.map(({ event }) => event.position));
        const resumed = streamed(behind(start), 1, { 'last-event-id': first.position });
        const second = await register();
        expect((await resumed).frames.map(({ id }) => id)).toEqual([second.position]);
      });

      it('is one order for all who follow', async () => {
        const end = nextOf(await t.get('/v1/events?after=end'));
        const all = Promise.all(Array.from({ length: 5 }, () => streamed(behind(end), 4)));
        const written = [await register(), await register(), await register(), await register()];
        for (const { frames } of await all) {
          expect(frames.map(({ id }) => id)).toEqual(written.map(({ position }) => position));
        }
      });
    });
  });
}
