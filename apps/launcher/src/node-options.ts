/**
 * For the process that takes orders, and whatever is measured beside it. What a command asks for in memory is done with
 * when it is answered; with Node's own 16 MB for what is young much of it grows old before, and a fifth of an order's
 * time goes into clearing away. With eight times as much bulk lines come a fifteenth faster than with four times, for what
 * is under way is copied half as often; each thread may take up to 384 MB for it when it is busy. And V8 must not guess at the start, while there is little room for what is young,
 * that all of it grows old: it would put it among the old for good, and with it whatever that points to.
 */
export const BUSY_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=128', '--no-allocation-site-pretenuring'];
