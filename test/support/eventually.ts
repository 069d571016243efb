const LOOK_AGAIN_MS = 50;
/** Less than a test has: what did not come true is then said. */
const GIVE_UP_MS = 40_000;

/**
 * Looks again until it holds, and gives what it then came to. A condition that throws, or is false or undefined, does not hold.
 * @throws Error with the last thing seen, when it did not come true in time.
 */
export async function eventually<Seen>(
  look: () => Promise<Seen> | Seen,
  withinMs: number = GIVE_UP_MS,
): Promise<Exclude<Seen, false | undefined>> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const seen = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => new NotYet(error));
    if (!(seen instanceof NotYet) && seen !== false && seen !== undefined)
      return seen as Exclude<Seen, false | undefined>;
    if (performance.now() > giveUpAt) {
      throw new Error(
        `It did not come true within ${withinMs} ms`,
        seen instanceof NotYet ? { cause: seen.error } : {},
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

class NotYet {
  constructor(readonly error: unknown) {}
}
