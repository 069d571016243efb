/** Reached only when a union gained a member that nobody answered for. @throws Error always. */
export function assertNever(value: never): never {
  throw new Error(`Nobody answers for ${JSON.stringify(value)}`);
}
