import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BulkAnswer, BulkCommand } from '#client/bulk-lines.js';
import { readPriceList } from '#client/price-list.js';
import { addMonths, type CalendarDate } from '#kernel/calendar-date.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { clockProgress } from './clock-progress.js';
import { type DemoSystem, startDemoSystem } from './demo-system.js';
import { readAll, type Subscription } from './read-all.js';
import { table, timeline } from './report.js';
import { makeTroubles } from './troubles.js';
import {
  assignLicenses,
  changeSeats,
  disableInTime,
  disableLate,
  everyones,
  mostTold,
  unassignLicenses,
} from './year.js';

const projectFile = (path: string) => fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));
const DIRECTORY = projectFile('.demo');

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How often the clock is asked where it is while it moves. */
const LOOK_MS = 250;

const say = (text: string) => process.stdout.write(`${text}\n`);

class Demo {
  private readonly refusals = new Map<string, number>();

  constructor(private readonly system: DemoSystem) {}

  async tell(): Promise<void> {
    const listed = await this.send(readPriceList(projectFile('samples/price-list.csv'), 'sample-price-list'), 'admin');
    say(`Price list: ${listed} service plans`);
    say(`Partners: ${await this.sendFile('samples/partners.ndjson')} resellers, CSNs and customers`);
    const start = await this.now();
    await this.moveTo(addMilliseconds(start, 2 * MINUTE_MS));
    say(`Orders: ${await this.sendFile('samples/orders.ndjson')} taken`);
    await this.year(await this.now());
    say(`\nAfter 13 months (${(await this.now()).slice(0, 10)})\n`);
    say(await table(this.system.admin, this.refusals));
    const one = mostTold(await this.subscriptions());
    if (one) say(`One subscription, from its order on\n\n${await timeline(this.system.admin, one)}`);
  }

  /** The story goes on: somebody has to look after it. */
  async goOn(): Promise<void> {
    await makeTroubles(this.system.admin, await this.subscriptions());
    await this.system.admin.PUT('/v1/sandbox/clock', { body: { now: await this.now(), ticking: true } });
  }

  private async year(start: Instant): Promise<void> {
    const after = (months: number) => {
      const date = addMonths(start.slice(0, 10) as CalendarDate, months);
      return `${date}${start.slice(10)}` as Instant;
    };
    say('Thirteen months:');
    const progress = clockProgress(start, after(13), process.stdout.isTTY === true);
    const move = (to: Instant) => this.moveTo(to, (now) => progress.at(now));
    await move(addMilliseconds(start, DAY_MS));
    const ordered = await this.subscriptions();
    await this.send(everyones(assignLicenses, ordered));
    await move(after(4));
    await this.send(everyones(changeSeats, ordered));
    await move(after(11));
    await this.send(everyones(unassignLicenses, ordered));
    await this.send(everyones(disableInTime, ordered));
    await this.askTheImpossible(ordered);
    await move(addMilliseconds(after(12), -3 * DAY_MS));
    await this.send(everyones(disableLate, ordered));
    await move(after(13));
    progress.end();
  }

  /** Two things that nobody gets: each is refused by a code of its own. */
  private async askTheImpossible([first]: readonly Subscription[]): Promise<void> {
    if (first === undefined) return;
    const params = { path: { subscriptionId: first.subscriptionId } };
    for (const wish of ['refund', 'enable-auto-renew'] as const) {
      const route = `/v1/subscriptions/{subscriptionId}/${wish}` as const;
      const { error } = await this.system.intake.POST(route, { params, body: {} });
      this.count(error?.code ?? 'none');
    }
  }

  private subscriptions(): Promise<Subscription[]> {
    return readAll(this.system.admin, '/v1/subscriptions');
  }

  /** @returns how many were accepted; refusals are counted by code. @throws Error for what should not happen. */
  private async send(commands: readonly BulkCommand[], by: 'admin' | 'intake' = 'intake'): Promise<number> {
    return this.accepted(await this.system[by].sendCommands(commands));
  }

  private async sendFile(file: string): Promise<number> {
    return this.accepted(await this.system.intake.sendLines(readFileSync(projectFile(file), 'utf8')));
  }

  private accepted(answers: readonly BulkAnswer[]): number {
    const fault = answers.find(({ status }) => status >= 500 || status === 400);
    if (fault) throw new Error(`Line ${fault.line} was not taken: ${JSON.stringify(fault.problem)}`);
    for (const { problem } of answers) if (problem) this.count(problem.code);
    return answers.filter(({ status }) => status < 300).length;
  }

  private count(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  private async now(): Promise<Instant> {
    const { data, error } = await this.system.admin.GET('/v1/sandbox/clock');
    if (data === undefined) throw new Error(`The clock does not say what time it is: ${JSON.stringify(error)}`);
    return data.now as Instant;
  }

  private async moveTo(now: Instant, onProgress: (now: Instant) => void = () => undefined): Promise<void> {
    const looking = setInterval(() => void this.now().then(onProgress, () => undefined), LOOK_MS);
    try {
      const { data, error } = await this.system.admin.PUT('/v1/sandbox/clock', { body: { now } });
      const failed = data === undefined ? error : data.failed;
      if (failed !== undefined) throw new Error(`The clock did not get to ${now}: ${JSON.stringify(failed)}`);
      onProgress(now);
    } finally {
      clearInterval(looking);
    }
  }
}

/** Until Ctrl-C, which stops the system. */
async function lookAround(demo: Demo, { url, operationsKey }: DemoSystem, seconds: number): Promise<void> {
  await demo.goOn();
  say(`Told in ${seconds} s. The system runs on, with a few troubles more, until Ctrl-C:\n`);
  say(`  console  ${url}/console\n  key      ${operationsKey}\n`);
  await new Promise(() => undefined);
}

async function main(args: readonly string[]): Promise<void> {
  const keep = args.includes('--keep');
  const startedAt = performance.now();
  say(`Starting a system of its own in ${DIRECTORY}`);
  const system = await startDemoSystem(DIRECTORY);
  process.once('SIGINT', () => void system.stop().then(() => process.exit(130)));
  process.once('SIGTERM', () => void system.stop().then(() => process.exit(143)));
  try {
    const demo = new Demo(system);
    await demo.tell();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    if (keep) await lookAround(demo, system, seconds);
    else say(`Told in ${seconds} s. To look around: npm run demo -- --keep, or DATA_DIR=${DIRECTORY}/data npm start`);
  } finally {
    await system.stop();
  }
}

await main(process.argv.slice(2));
