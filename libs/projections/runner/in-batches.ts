type Taken<T> =
  | { readonly kind: 'item'; readonly item: T }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: unknown };

const LINGERED = { kind: 'lingered' } as const;

/**
 * What a source has ready, in batches: the first item waits at most `lingerMs` for others. What came before an end or an
 * error is handed on first.
 */
export async function* inBatches<T>(
  source: AsyncIterable<T>,
  max: number,
  lingerMs: number,
): AsyncGenerator<T[], void> {
  const iterator = source[Symbol.asyncIterator]();
  const take = (): Promise<Taken<T>> =>
    iterator.next().then(
      ({ done, value }) => (done === true ? { kind: 'end' } : { kind: 'item', item: value }),
      (error: unknown) => ({ kind: 'error', error }),
    );
  let next = take();
  for (;;) {
    const batch: T[] = [];
    let taken: Taken<T> | typeof LINGERED = await next;
    const lingered = afterMs(lingerMs);
    while (taken.kind === 'item') {
      batch.push(taken.item);
      next = take();
      if (batch.length >= max) break;
      taken = await Promise.race([next, lingered.promise]);
    }
    lingered.cancel();
    if (batch.length > 0) yield batch;
    if (taken.kind === 'end') return;
    if (taken.kind === 'error') throw taken.error;
  }
}

function afterMs(ms: number) {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<typeof LINGERED>((resolve) => {
    timer = setTimeout(() => resolve(LINGERED), ms);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
