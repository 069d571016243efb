import type { ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { list } from '../contract/projections/plan-history.js';
import { Operator } from '../contract/projections/rebuilds.js';
import { Bench, runnerFor } from '../contract/projections/running-projections.js';
import { startProjector } from '../contract/projections/start-projector.js';
import { eventually } from '../support/eventually.js';

const children: ChildProcess[] = [];
const operators: Operator[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const operator of operators.splice(0)) await operator.close();
});
const bench = Bench.ofFile();

describe('a rebuild whose projector is killed', () => {
  it.each(['cut-over', 'roll-back'] as const)(
    'on its way to the %s is there, or where it was, and the next projector does it',
    async (wish) => {
      const store = await bench.store();
      const readModels = await bench.readModels();
      children.push(await startProjector(store, readModels.url));
      await readModels.reached(await list(store, 1));
      const operator = new Operator(readModels);
      operators.push(operator);
      const rebuildId = await operator.order(['catalogue']);
      const { number } = await operator.until(rebuildId, 'ready');
      if (wish === 'roll-back') {
        await operator.ask(rebuildId, 'cut-over');
        await operator.until(rebuildId, 'cut-over');
      }
      children.pop()?.kill('SIGKILL');
      await operator.ask(rebuildId, wish);
      // Whoever looks at what is to be dropped holds that up.
      const emptied = wish === 'cut-over' ? `rebuild_${number}` : `before_rebuild_${number}`;
      const looked = await readModels.holding(`LOCK TABLE ${emptied}.parked_event IN ACCESS SHARE MODE`);
      children.push(await startProjector(store, readModels.url));
      await eventually(() => readModels.somebodyWaits());
      children.pop()?.kill('SIGKILL');
      await looked('ROLLBACK');
      await bench.running(runnerFor(store, readModels.url));
      await operator.until(rebuildId, wish === 'cut-over' ? 'cut-over' : 'rolled-back');
      expect(await readModels.schemas()).toEqual(wish === 'cut-over' ? [`before_rebuild_${number}`] : []);
      await readModels.reached(await list(store, 2));
      expect(await readModels.rows('service_plan')).toHaveLength(2);
    },
  );
});
