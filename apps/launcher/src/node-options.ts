/**
 * For the process that takes orders, and whatever is measured beside it. What a command asks for in memory is done with
 * when it is answered; with Node's own 16 MB for what is young much of it grows old before, and a fifth of an order's
 * time goes into clearing away. With four times as much bulk lines come a sixth faster than with twice, and each thread
 * takes up to 192 MB when it is busy.
 */
export const BUSY_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=64'];
