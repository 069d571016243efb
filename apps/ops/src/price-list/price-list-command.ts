import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BulkCommand } from '#client/bulk-lines.js';
import { listing } from '#client/price-list.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { type RunningApi, runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { Tally } from '../intake/answers-file.js';
import { type KnownPlan, type Preview, previewOf } from './preview.js';
import { type PriceList, readRows } from './read-rows.js';

/** Of the content's hash that a key has: enough to tell price lists apart. */
const HASH_CHARACTERS = 16;

export const PRICE_LIST: OpsCommand = {
  usage: `  price-list FILE.csv [--apply] ${ASKING_USAGE}
                          shows what a price list would list, reprice and withdraw, and by line what is wrong; with
                          --apply does it, if no line is wrong. Exit code 1 where a line is wrong or refused
`,
  async run(args) {
    const { options, words } = readCommandLine(args, { apply: { type: 'boolean' } }, ['FILE.csv']);
    const file = read(words['FILE.csv']);
    const list = readRows(file);
    const api = runningApi(options, 'admin');
    const plans = await plansOf(api);
    const preview = previewOf(list, plans);
    const nothing = preview.wrong.length === 0 && list.rows.length === 0;
    if (nothing) throw new OpsError('the price list has no plan: it would withdraw everything that is on sale');
    const applied = options.apply === true && preview.wrong.length === 0;
    const tally = new Tally();
    if (applied) await send(api, commandsOf(file, list, preview, plans), tally);
    const byCode = applied ? Object.fromEntries([...tally.counts].sort()) : null;
    show(options, { ...preview, applied, byCode }, () => forPeople(preview, byCode));
    return preview.wrong.length + preview.refused.length === 0 && tally.allSucceeded ? 0 : 1;
  },
};

/** 50,000 plans and more: it is read whole. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** @throws OpsError */
function read(file: string): Buffer {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > FILE_BYTES_MAX) throw new OpsError(`${file} has more than ${FILE_BYTES_MAX} bytes`);
    return bytes;
  } catch (error) {
    throw new OpsError(error instanceof Error ? error.message : String(error));
  }
}

async function plansOf(api: RunningApi): Promise<ReadonlyMap<string, KnownPlan>> {
  const plans = new Map<string, KnownPlan>();
  for await (const plan of api.items('/v1/service-plans')) plans.set(plan.productId, plan);
  return plans;
}

/**
 * A key is made of the file, the plan, and the revision that the preview saw: sent twice, a change happens once; the same
 * file again after others changed the plan is a new wish. What is refused in the preview is sent too: the api decides.
 */
function commandsOf(
  file: Buffer,
  { rows }: PriceList,
  { unchanged, withdrawn }: Preview,
  plans: ReadonlyMap<string, KnownPlan>,
): readonly BulkCommand[] {
  const hash = createHash('sha256').update(file).digest('hex').slice(0, HASH_CHARACTERS);
  const keyOf = (productId: string, wish: string) =>
    `price-list-${hash}-${productId}-${wish}-${plans.get(productId)?.revision ?? 'new'}`;
  const stays = new Set(unchanged.map(({ productId }) => productId));
  const listings = rows
    .filter((row) => !stays.has(row.product_id))
    .map((row) => listing(row, keyOf(row.product_id, row.price_minor)));
  const withdrawals = withdrawn.map(({ productId }) => ({
    idempotencyKey: keyOf(productId, 'withdrawn'),
    command: 'WithdrawServicePlan',
    payload: { productId },
  }));
  return [...listings, ...withdrawals];
}

/** @throws OpsError where it is refused as a whole, or the connection breaks: the same command again is harmless. */
async function send(api: RunningApi, commands: readonly BulkCommand[], tally: Tally): Promise<void> {
  if (commands.length === 0) return;
  const answers = await api.client.sendCommands(commands).catch((error: unknown) => {
    throw new OpsError(
      `${error instanceof Error ? error.message : String(error)}: run it again, it goes on from there`,
    );
  });
  for (const answer of answers) tally.add(answer);
}

function forPeople(preview: Preview, byCode: Readonly<Record<string, number>> | null): string {
  const { listed, repriced, withdrawn, unchanged, refused, wrong } = preview;
  const parts = [
    ...listed.map((plan) => ['list', plan.productId, plan.productName, `${plan.priceMinor} ${plan.currency}`]),
    ...repriced.map((plan) => [
      'reprice',
      plan.productId,
      plan.productName,
      `${plan.oldPriceMinor} → ${plan.priceMinor} ${plan.currency}`,
    ]),
    ...withdrawn.map((plan) => ['withdraw', plan.productId, plan.productName, '']),
    ...refused.map((plan) => [
      'refused',
      plan.productId,
      plan.productName,
      `line ${plan.line}, plan-differs: ${plan.differing.join(', ')}`,
    ]),
  ];
  const faults = wrong.map(({ line, what }) => `line ${line}: ${what}\n`).join('');
  const answers = byCode === null ? 'nothing was changed\n' : columns(['answer', 'lines'], Object.entries(byCode));
  return `${columns(['', 'product', 'name', ''], parts)}${unchanged.length} unchanged\n${faults}${answers}`;
}
