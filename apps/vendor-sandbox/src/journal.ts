import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * An append-only file of JSON lines. A line is on disk once `append` has resolved; lines that are waiting while the disk is
 * busy go out together. What a crash left half-written at the end is cut off at the next start.
 */
export class Journal {
  private waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] =
    [];
  private writing: Promise<void> | undefined;

  private constructor(private readonly file: FileHandle) {}

  /** @returns the journal and what it holds. @throws Error when a whole line in it is no JSON. */
  static async open(path: string): Promise<{ readonly journal: Journal; readonly entries: readonly unknown[] }> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, 'utf8').catch(ifMissing);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const file = await open(path, 'a');
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
    return { journal: new Journal(file), entries: whole.split('\n').filter(Boolean).map(parseLine(path)) };
  }

  append(entry: object): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ line: `${JSON.stringify(entry)}\n`, done, failed });
      this.writing ??= this.writeAll().finally(() => {
        this.writing = undefined;
      });
    });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.file.appendFile(batch.map(({ line }) => line).join(''));
        await this.file.datasync();
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
  }
}

function ifMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

const parseLine =
  (path: string) =>
  (line: string, index: number): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`Line ${index + 1} of ${path} is no JSON: the file was damaged`);
    }
  };
