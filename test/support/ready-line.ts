import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/**
 * Waits for what a process says when it is ready, and lets through what it says from then on.
 * @returns what its `READY <name>` line tells. @throws Error with all that it said when it ends instead.
 */
export async function readyLineOf(child: ChildProcess & { readonly stdout: Readable }, name: string): Promise<string> {
  const line = new RegExp(`^READY ${name} (\\S+)$`, 'm');
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const told = line.exec(output)?.[1];
    if (told === undefined) continue;
    child.stdout.pipe(process.stderr);
    return told;
  }
  throw new Error(`${name} did not start: ${output}`);
}
