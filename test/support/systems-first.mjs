import TestSequencer from '@jest/test-sequencer';

/** What starts whole systems, takes longest and keeps the cores busy; then what mostly waits; what is short comes last. */
const SYSTEMS = ['console', 'acceptance', 'faults'];
const OTHERS = ['contract', 'unit', 'architecture'];
/** Started for each system: those of them that wait leave it the cores. */
const OTHERS_BESIDE = 2;

const nameOf = ({ context }) => context.config.displayName?.name;
const isSystem = (test) => SYSTEMS.includes(nameOf(test));
const by = (names) => (one, other) => names.indexOf(nameOf(one)) - names.indexOf(nameOf(other));

/** Jest's own order within each project: what took longest last time, or is the largest file. No worker is left alone at the end. */
export default class SystemsFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort([...tests]);
    const others = sorted.filter((test) => !isSystem(test)).sort(by(OTHERS));
    const systems = sorted.filter(isSystem).sort(by(SYSTEMS));
    return [...systems.flatMap((system) => [system, ...others.splice(0, OTHERS_BESIDE)]), ...others];
  }
}
