/** A process that is measured: its tasks are asked for by name, one at a time, and answered over the channel to its parent. */
export type Tasks = Readonly<Record<string, (given: never) => Promise<unknown>>>;

export interface TaskAsked {
  readonly task: string;
  readonly given: unknown;
}

export type TaskAnswer = { readonly result: unknown } | { readonly failed: string };

/** Answers until the parent goes, and ends with it. */
export function serveTasks(tasks: Tasks): void {
  process.on('message', async ({ task, given }: TaskAsked) => {
    const answer: TaskAnswer = await carryOut(tasks, task, given).then(
      (result) => ({ result }),
      (error: unknown) => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ result: 'ready' } satisfies TaskAnswer);
}

async function carryOut(tasks: Tasks, name: string, given: unknown): Promise<unknown> {
  const task = tasks[name];
  if (task === undefined) throw new Error(`There is no task ${name}`);
  return task(given as never);
}
