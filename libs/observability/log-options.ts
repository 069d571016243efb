import type { Params } from 'nestjs-pino';
import { type LogLevel, redactedPaths } from './logger.js';

/** Nest tells of every module and route that it wires: for whoever debugs that only. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
const INFO = 30;

const isWiring = (first: unknown): boolean =>
  typeof first === 'object' && first !== null && 'context' in first && WIRING.has(String(first.context));

/** How Nest's own messages are logged. Requests are logged by the server's own hook, and none gets a logger of its own. */
export const logOptions = (level: LogLevel): Params => ({
  forRoutes: [],
  pinoHttp: {
    level,
    hooks: {
      logMethod(args, method, severity) {
        if (severity === INFO && level !== 'debug' && isWiring(args[0])) return;
        method.apply(this, args);
      },
    },
    redact: { paths: redactedPaths, censor: '[not logged]' },
    autoLogging: false,
  },
});
