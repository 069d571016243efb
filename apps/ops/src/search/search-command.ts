import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

export const SEARCH: OpsCommand = {
  usage: `  search TEXT ${ASKING_USAGE}
                          by the beginning of an id, a tracking ID or a PO number, by a part of a name or product
`,
  async run(args) {
    const { options, words } = readCommandLine(args, {}, ['TEXT']);
    const hits = await runningApi(options, 'operations').get('/v1/ops/search', { query: { q: words.TEXT } });
    const rows = hits.items.map(({ kind, id, title, detail }) => [kind, id, title === id ? '' : title, detail]);
    show(options, hits, () => columns(['kind', 'id', 'what', 'detail'], rows));
    return hits.items.length > 0 ? 0 : 1;
  },
};
