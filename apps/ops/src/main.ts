import { KeyChangeError } from '#access/key-changes.js';
import { SettingsError } from '#settings/settings-error.js';
import { ANCHORS } from './anchors/anchors-command.js';
import type { OpsCommand } from './asking/ops-command.js';
import { OpsError } from './asking/ops-error.js';
import { AUDIT } from './audit/audit-command.js';
import { DUE } from './due/due-command.js';
import { OVERDUE } from './due/overdue-command.js';
import { SCHEDULED } from './due/scheduled-command.js';
import { STUCK } from './due/stuck-command.js';
import { CLOSE, DISABLE, HOLD, RELEASE, REPLACE, RESUBMIT } from './due/subscription-commands.js';
import { ERASE } from './erase/erase-command.js';
import { AS_OF } from './history/as-of-command.js';
import { CUTOFF } from './history/cutoff-command.js';
import { DIFF } from './history/diff-command.js';
import { EXPLAIN } from './history/explain-command.js';
import { HISTORY } from './history/history-command.js';
import { WHAT_IF } from './history/what-if-command.js';
import { INTAKE } from './intake/intake-command.js';
import { KEYS } from './keys/keys-command.js';
import { PRICE_LIST } from './price-list/price-list-command.js';
import { PARKED } from './projections/parked-command.js';
import { PROJECTIONS } from './projections/projections-command.js';
import { REBUILD } from './projections/rebuild-command.js';
import { VERIFY } from './projections/verify-command.js';
import { SEARCH } from './search/search-command.js';

/** A new command is one line here, in the order of the help. */
const COMMANDS: Readonly<Record<string, OpsCommand>> = {
  keys: KEYS,
  erase: ERASE,
  due: DUE,
  overdue: OVERDUE,
  stuck: STUCK,
  scheduled: SCHEDULED,
  hold: HOLD,
  release: RELEASE,
  disable: DISABLE,
  resubmit: RESUBMIT,
  replace: REPLACE,
  close: CLOSE,
  intake: INTAKE,
  'price-list': PRICE_LIST,
  search: SEARCH,
  audit: AUDIT,
  anchors: ANCHORS,
  projections: PROJECTIONS,
  rebuild: REBUILD,
  verify: VERIFY,
  parked: PARKED,
  history: HISTORY,
  'as-of': AS_OF,
  diff: DIFF,
  explain: EXPLAIN,
  cutoff: CUTOFF,
  'what-if': WHAT_IF,
};

const USAGE = `npm run ops -- <command>

${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join('')}
Commands that ask the running api take --url (default: the one of HOST and PORT) and a key (default: the one in
DATA_DIR/keys.json); a key on the command line is seen by other users of the machine, one in a file is not.
`;

/** What whoever typed the command can mend: told without a stack. */
const FOR_PEOPLE = [OpsError, SettingsError, KeyChangeError];

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof Error) || !FOR_PEOPLE.some((kind) => error instanceof kind)) throw error;
    process.stderr.write(`ops: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
