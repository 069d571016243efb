import type { DueBucket } from '../api/answers.js';
import { formatMoney } from '../format/money.js';
import { counted, sentence } from '../format/words.js';
import { countedKind, countOf, type Kind, kindsOf, manyOf } from './kinds.js';

interface PlotProps {
  readonly buckets: readonly DueBucket[];
  readonly kind: string | null;
  readonly by: 'day' | 'week' | 'quarter';
}

const HEIGHT = 120;
const STEP = 20;
const BAR = 14;

/** A bar for each day, week or quarter, stacked by what falls due. The numbers stand in the table behind it too. */
export function Plot({ buckets, kind, by }: PlotProps) {
  const kinds = kindsOf(kind);
  const most = Math.max(1, ...buckets.map((bucket) => countOf(bucket, kinds)));
  const total = buckets.reduce((sum, bucket) => sum + countOf(bucket, kinds), 0);
  return (
    <figure class="plot">
      <figcaption>
        <span>
          {counted(total, 'due date')}, at most {most.toLocaleString('en-US')} in a {by}
        </span>
        <Legend kinds={kinds.filter((one) => buckets.some(({ counts }) => counts[one] > 0))} />
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(1, buckets.length) * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${counted(total, 'due date')} by ${by}`}
      >
        {buckets.map((bucket, index) => (
          <Bar key={bucket.from} bucket={bucket} kinds={kinds} most={most} x={index * STEP} />
        ))}
      </svg>
      <div class="plot-ends" aria-hidden="true">
        <span>{buckets[0]?.from}</span>
        <span>{buckets.at(-1)?.to}</span>
      </div>
    </figure>
  );
}

function Legend({ kinds }: { readonly kinds: readonly Kind[] }) {
  return (
    <span class="legend">
      {kinds.map((kind) => (
        <span key={kind}>
          <i class={`swatch due-${kind}`} aria-hidden="true" /> {sentence(manyOf(kind))}
        </span>
      ))}
    </span>
  );
}

interface BarProps {
  readonly bucket: DueBucket;
  readonly kinds: readonly Kind[];
  readonly most: number;
  readonly x: number;
}

function Bar({ bucket, kinds, most, x }: BarProps) {
  let top = HEIGHT;
  return (
    <g>
      <title>{titleOf(bucket, kinds)}</title>
      <rect x={x} y={0} width={STEP} height={HEIGHT} class="plot-hit" />
      {kinds.map((kind) => {
        const height = (bucket.counts[kind] / most) * (HEIGHT - 4);
        top -= height;
        return <rect key={kind} x={x + (STEP - BAR) / 2} y={top} width={BAR} height={height} class={`due-${kind}`} />;
      })}
    </g>
  );
}

export function titleOf({ from, to, counts, amounts }: DueBucket, kinds: readonly Kind[]): string {
  const days = from === to ? from : `${from} to ${to}`;
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => countedKind(counts[kind], kind));
  return [days, ...parts, ...amounts.map(formatMoney)].join(', ');
}
