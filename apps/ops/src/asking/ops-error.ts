/** What was asked can't be done; the message tells whoever typed it why, and is all that is printed. */
export class OpsError extends Error {}
