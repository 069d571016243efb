import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

interface Redone {
  readonly term: { readonly number: number };
  readonly endDate: string;
  readonly cutoff: {
    readonly date: string;
    readonly instant: string;
    readonly timeZone: string;
    readonly businessDays: number;
    readonly cutoffDayCounts: boolean;
    readonly calendar: { readonly region: string | null; readonly version: string };
  };
  readonly days: readonly {
    date: string;
    weekday: string;
    reason: string;
    holiday: string | null;
    businessDay: number | null;
  }[];
  readonly redone: { readonly date: string | null; readonly instant: string | null };
  readonly agrees: boolean;
  readonly withPresentData: { readonly version: string; readonly date: string } | null;
}

export const CUTOFF: OpsCommand = {
  usage: `  cutoff SUBSCRIPTION-ID [--term NUMBER] ${ASKING_USAGE}
                          how the cutoff came about, day by day, out of what was recorded when the term started
`,
  async run(args) {
    const { options, words } = readCommandLine(args, { term: { type: 'string' } }, ['SUBSCRIPTION-ID']);
    const path = { subscriptionId: words['SUBSCRIPTION-ID'] };
    const query = { term: options.term };
    const api = runningApi(options, 'operations');
    const redone = await api.get('/v1/ops/subscriptions/{subscriptionId}/cutoff', { path, query });
    show(options, redone, forPeople);
    return redone.agrees ? 0 : 1;
  },
};

function forPeople({ term, endDate, cutoff, days, redone, agrees, withPresentData }: Redone): string {
  const { calendar, businessDays, timeZone, cutoffDayCounts } = cutoff;
  const rows = days.map(({ date, weekday, reason, holiday, businessDay }) => [
    date,
    weekday,
    holiday ?? reason,
    businessDay,
  ]);
  const today = withPresentData;
  return [
    `term ${term.number} ends on ${endDate}; ${businessDays} business days before it, that day itself not counted`,
    `calendar ${calendar.region ?? 'weekends only'} (${calendar.version}), ${timeZone}`,
    '',
    columns(['day', '', 'why', 'business day'], rows),
    `last moment: the end of ${cutoffDayCounts ? 'that day' : 'the day before'}, ${redone.instant}`,
    agrees ? 'that is what was recorded' : `recorded was another: ${cutoff.date}, ${cutoff.instant}`,
    ...(today === null || today.date === cutoff.date
      ? []
      : [`by today's data (${today.version}) it were ${today.date}`]),
    '',
  ].join('\n');
}
