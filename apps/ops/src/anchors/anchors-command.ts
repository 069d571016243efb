import { AnchorFileError, readAnchorFile } from '#audit/anchor-files.js';
import type { AnchorCheck } from '#audit/check-anchors.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

type Failed = { readonly failed: { readonly code: string; readonly detail: string } };

const OPTIONS = { file: { type: 'string', multiple: true } } as const;

/** Status and headers went out before it was known. @throws OpsError */
function whole<Answer extends object>(answer: Answer): Exclude<Answer, Failed> {
  if (!('failed' in answer)) return answer as Exclude<Answer, Failed>;
  const { code, detail } = (answer as unknown as Failed).failed;
  throw new OpsError(`${code}: ${detail}`);
}

export const ANCHORS: OpsCommand = {
  usage: `  anchors list ${ASKING_USAGE}
                          what the history was, day by day: Merkle roots over everything
  anchors make            one more, now; tells in which file it is to be kept elsewhere
  anchors check [--file FILE]...
                          reads the whole history and holds it against its anchors, and against files kept elsewhere
`,
  async run(args) {
    const { options, words } = readCommandLine(args, OPTIONS, ['list, make or check']);
    const api = runningApi(options, 'operations');
    switch (words['list, make or check']) {
      case 'list': {
        const answer = await api.get('/v1/ops/anchors');
        const rows = answer.items.map((each) => [
          each.anchoredAt,
          each.events,
          each.streams,
          each.root,
          each.anchoredBy,
        ]);
        show(options, answer, () => columns(['at', 'events', 'streams', 'root', 'by'], rows));
        return 0;
      }
      case 'make': {
        const answer = whole(await api.post('/v1/ops/anchors'));
        show(
          options,
          answer,
          () => `${answer.events} events have the root ${answer.root}\nkeep elsewhere: ${answer.file}\n`,
        );
        return 0;
      }
      case 'check': {
        const files = (options.file ?? []).map((path) => ({ ...read(path) }));
        const answer = whole(await api.post('/v1/ops/anchors/check', { body: { files } }));
        show(options, answer, told);
        return answer.intact ? 0 : 1;
      }
      default:
        throw new OpsError(`there are anchors list, make and check`);
    }
  },
};

/** @throws OpsError */
function read(path: string) {
  try {
    return readAnchorFile(path);
  } catch (error) {
    if (error instanceof AnchorFileError) throw new OpsError(error.message);
    throw error;
  }
}

function told({ intact, events, streams, faults, faultsNamed, anchors }: AnchorCheck): string {
  const rows = anchors.map(({ anchoredAt, source, events: size, problem }) => [
    anchoredAt,
    source,
    size,
    problem ?? 'holds',
  ]);
  const altered = faultsNamed.map(
    ({ stream, revision, problem }) => `ALTERED ${stream}, revision ${revision}: ${problem}\n`,
  );
  const sum = `${events} events in ${streams} streams, ${faults} altered, ${anchors.length} anchors: ${intact ? 'intact' : 'NOT INTACT'}\n`;
  return `${columns(['anchored at', 'from', 'events', 'verdict'], rows)}${altered.join('')}${sum}`;
}
