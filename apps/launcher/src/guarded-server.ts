/** A clean stop writes what is in memory; after that the store's own log has to do. */
export const SERVER_STOP_MS_MAX = 8_000;

/** A server that is not ours and knows nothing of the launcher's pipe: the guard runs it. Holds no secret: it is an argument. */
export interface GuardedServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Written by the server itself. */
  readonly pidFile: string;
  /** Text in the server's command line that tells it from everybody else's. */
  readonly marker: string;
  /** Loopback; it is ready when it listens there. */
  readonly port: number;
  readonly stopSignal: NodeJS.Signals;
}
