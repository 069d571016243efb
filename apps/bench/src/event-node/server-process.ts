import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const EVENT_NODE = join(import.meta.dirname, '../../../event-node/src/main.js');
const ACKNOWLEDGING = join(import.meta.dirname, 'acknowledging-server.js');
const READY = /ready on (esdb:\S+)/;

/** A server in a process of its own, as it is used. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly connectionString: string,
    readonly readyAfterSeconds: number,
  ) {}

  static eventNode(dataDir: string): Promise<ServerProcess> {
    return ServerProcess.start([EVENT_NODE, '--data-dir', dataDir, '--port', '0']);
  }

  static acknowledging(): Promise<ServerProcess> {
    return ServerProcess.start([ACKNOWLEDGING]);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  /** @throws when it ends instead of getting ready. */
  private static async start(args: readonly string[]): Promise<ServerProcess> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERMBOOK_STOP_ON_STDIN_END: '1' },
    });
    const connectionString = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk;
        const ready = READY.exec(said)?.[1];
        if (ready !== undefined) resolve(ready);
      });
      child.once('exit', (code) => reject(new Error(`a server ended with ${code}: ${said}`)));
    });
    return new ServerProcess(child, connectionString, (performance.now() - startedAt) / 1_000);
  }
}
