export class DeadlineError extends Error {}

/** @throws DeadlineError when the promise has not settled after so many milliseconds; it goes on unobserved then. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`Nothing came in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
