import type { Params } from 'nestjs-pino';
import { type LogLevel, redactedPaths } from './logger.js';

interface LoggedRequest {
  readonly id?: unknown;
  readonly method?: string;
  readonly url?: string;
}

/** Query strings may hold what somebody searched for: only the path is logged. */
const pathOf = (url: string | undefined): string => url?.split('?', 1)[0] ?? '';

/** Health checks and scrapes come every few seconds and say nothing. */
const isNoise = (url: string | undefined): boolean => /^\/(health|metrics)(\/|$)/.test(pathOf(url));

/** Nest tells of every module and route that it wires: for whoever debugs that only. */
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
const INFO = 30;

const isWiring = (first: unknown): boolean =>
  typeof first === 'object' && first !== null && 'context' in first && WIRING.has(String(first.context));

/** How requests and Nest's own messages are logged: method, path, status and time, no header, no body, no query. */
export const logOptions = (level: LogLevel): Params => ({
  pinoHttp: {
    level,
    hooks: {
      logMethod(args, method, severity) {
        if (severity === INFO && level !== 'debug' && isWiring(args[0])) return;
        method.apply(this, args);
      },
    },
    redact: { paths: redactedPaths, censor: '[not logged]' },
    autoLogging: { ignore: (request) => isNoise(request.url) },
    customLogLevel: (_request, response, error) => {
      if (error || response.statusCode >= 500) return 'error';
      return 'debug';
    },
    serializers: {
      req: ({ id, method, url }: LoggedRequest) => ({ id, method, path: pathOf(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  },
});
