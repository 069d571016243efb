/**
 * For the process that takes orders, and whatever is measured beside it. What a command asks for in memory is done with
 * when it is answered; with Node's own 16 MB for what is young much of it grows old before, and a fifth of an order's
 * time goes into clearing away. With four times as much bulk lines come a sixth faster than with twice, and each thread
 * takes up to 192 MB when it is busy; with eight times as much they came no faster over a minute, for 300 MB more.
 *
 * And V8 must not guess at the start, while there is little room for what is young, that all of it grows old: it would put
 * it among the old for good, and with it whatever that points to.
 */
export const BUSY_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=64', '--no-allocation-site-pretenuring'];
