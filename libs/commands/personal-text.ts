import { type Personal, plain } from '#kernel/personal.js';

/** Personal data as it comes in: open, until the append seals it. */
export const given = (text: string | undefined): Personal | undefined => (text === undefined ? undefined : plain(text));

/** What the vault opened; null where its key was destroyed. */
export const opened = (text: string | null): Personal => (text === null ? { erased: true } : plain(text));
