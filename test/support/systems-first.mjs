import TestSequencer from '@jest/test-sequencer';

/** Whole systems take longest. What is short comes last: then no worker has much left when the other one is done. */
const FIRST_TO_LAST = ['console', 'acceptance', 'faults', 'contract', 'unit', 'architecture'];

const placeOf = ({ context }) => FIRST_TO_LAST.indexOf(context.config.displayName?.name);

/** Jest's own order, which begins with what took longest last time or is the largest file, within each project. */
export default class SystemsFirst extends TestSequencer {
  sort(tests) {
    return super.sort([...tests]).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
