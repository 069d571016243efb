import { temporaryDirectory } from '../contract/event-node/directories.js';
import { killUnderLoad } from '../contract/event-node/kills.js';
import { buildNode } from '../contract/event-node/node-process.js';

/** `EVENT_NODE_KILLS` of another number makes it shorter or longer. */
const KILLS = Number(process.env.EVENT_NODE_KILLS ?? 200);
/** Each is a start, some load and a kill, on a machine that may be busy. */
const PER_KILL_MS = 10_000;

describe('an event node that is killed', () => {
  beforeAll(() => buildNode());

  it(
    `has lost nothing acknowledged and shows nothing half-written after ${KILLS} kills at random moments under load`,
    async () => {
      const { directory, remove } = await temporaryDirectory();
      const after = await killUnderLoad(directory, KILLS);
      expect(after).toEqual({ lost: [], halfWritten: [], outOfOrder: [], findings: [] });
      await remove();
    },
    KILLS * PER_KILL_MS,
  );
});
