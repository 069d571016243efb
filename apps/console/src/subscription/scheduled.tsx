import type { Scheduled } from '../api/answers.js';
import type { Answered } from '../api/use-answer.js';
import { Moment } from '../elements/moment.js';
import { Empty, Failed } from '../elements/notices.js';
import { Section } from '../elements/page.js';
import { Pill, type Tone } from '../elements/pill.js';
import { Table } from '../elements/table.js';
import { sentence } from '../format/words.js';

const JOB_TONES: Readonly<Record<string, Tone>> = { failed: 'bad', active: 'info', delayed: 'quiet', waiting: 'info' };

/** What is scheduled of a subscription, and where the job of each is. */
export function ScheduledWork({ answered }: { readonly answered: Answered<Scheduled> }) {
  const { value, problem, reload } = answered;
  if (problem !== undefined && value === undefined) return <Failed problem={problem} retry={reload} />;
  return (
    <Section title="Scheduled">
      <Table<Scheduled['items'][number]>
        caption="What is scheduled"
        columns={[
          { name: 'What', show: ({ kind }) => sentence(kind) },
          { name: 'Due at', show: ({ dueAt }) => <Moment at={dueAt} /> },
          { name: 'Job', room: 'wide', show: ({ job }) => <Job job={job} /> },
          { name: 'Attempts', numeric: true, show: ({ job }) => job?.attempts ?? '–' },
          { name: 'Runs at', show: ({ job }) => (job?.runsAt ? <Moment at={job.runsAt} /> : '–') },
        ]}
        items={value?.items}
        expected={3}
        keyOf={({ kind, dueAt }) => `${kind} ${dueAt}`}
        empty={<Empty title="Nothing is scheduled">It has ended, or waits for the vendor.</Empty>}
      />
    </Section>
  );
}

function Job({ job }: { readonly job: Scheduled['items'][number]['job'] }) {
  if (job === null) return <span class="quiet">not planned yet: that is done shortly before it is due</span>;
  return (
    <>
      <Pill tone={JOB_TONES[job.state] ?? 'quiet'}>{sentence(job.state)}</Pill> <span class="mono">{job.id}</span>{' '}
      <span class="quiet">in {job.queue}</span>
      {job.failedReason === null ? null : <span class="bad"> {job.failedReason}</span>}
    </>
  );
}
