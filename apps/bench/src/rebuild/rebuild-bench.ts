import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, type BenchOptions, type BenchResult, PartError } from '../bench.js';
import { BenchPostgres } from './bench-postgres.js';
import { type Figures, PARTS, type PartName, type Place, RUNS } from './parts.js';

const BARS: readonly Omit<Bar, 'value'>[] = [
  { id: 'rebuild_vs_unnest', atLeast: 0.6 },
  { id: 'applied_share', atLeast: 1 },
  { id: 'rebuild_vs_emmett', atLeast: 8 },
  { id: 'lag_p99_ms', atMost: 25 },
  { id: 'cost_growth', atMost: 1.2 },
];

const ALL = Object.keys(PARTS) as readonly PartName[];
const DIGITS = 4;

/** Speed of rebuilding and of following live, on this machine, with real servers. */
export async function rebuildBench({ directory = tmpdir(), parts, note }: BenchOptions): Promise<BenchResult> {
  const wanted = wantedOf(parts);
  const scratch = await mkdtemp(join(directory, 'rebuild-bench-'));
  const postgres = await BenchPostgres.start(join(scratch, 'postgres'));
  try {
    const figures = withRatios(await measureAll(wanted, { scratch, postgres, note }));
    const bars = BARS.flatMap((bar) =>
      figures[bar.id] === undefined ? [] : [{ ...bar, value: figures[bar.id] ?? 0 }],
    );
    return { runs: RUNS, figures, bars };
  } finally {
    await postgres.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @throws PartError where one is asked for that is none. */
function wantedOf(parts: readonly string[] = ALL): readonly PartName[] {
  const unknown = parts.filter((part) => !ALL.some((name) => name === part));
  if (unknown.length > 0) throw new PartError(unknown, ALL);
  return ALL.filter((name) => parts.includes(name));
}

/** What a part found is told at once: who stops in the middle has it. */
async function measureAll(wanted: readonly PartName[], place: Place): Promise<Figures> {
  let figures: Figures = {};
  for (const [index, name] of wanted.entries()) {
    place.note(`rebuild: part ${index + 1} of ${wanted.length}, ${name}`);
    const began = performance.now();
    const found = await PARTS[name](place);
    const told = Object.entries(found).map(([id, value]) => `${id} ${Number(value.toPrecision(DIGITS))}`);
    place.note(`  ${[...told, `${Math.round((performance.now() - began) / 1_000)} s`].join(', ')}`);
    figures = { ...figures, ...found };
  }
  return figures;
}

/** Only those whose both sides were measured. */
function withRatios(figures: Figures): Figures {
  const ratio = (id: string, over: string, under: string): Figures => {
    const [one, other] = [figures[over], figures[under]];
    return one === undefined || other === undefined ? {} : { [id]: one / other };
  };
  return {
    ...figures,
    ...ratio('rebuild_vs_emmett', 'rebuild_events_per_s', 'emmett_events_per_s'),
    ...ratio('cost_growth', 'rebuild_many_us_per_event', 'rebuild_us_per_event'),
  };
}
