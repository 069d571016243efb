import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describeAnswers } from '../answers/describe-answers.js';

const DESCRIPTION = `The order book of committed-term subscriptions.

Writes answer with an ETag (the revision) and a position. Errors are problems (RFC 9457) with a stable \`code\`.
\`Idempotency-Key\` is required on every POST that changes something: a repeat gets the first answer again.

How much a key may still send is in the \`RateLimit\` headers of every answer. Past that, and past what is taken at once, it is 429
or 503, without delay and with \`Retry-After\`, and nothing was begun. Answers carry security headers; none of \`/v1\` may be kept.`;

/** The surface, written down by itself: `/docs` to look at, `/openapi.json` to generate from. */
export function documentApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiOf(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Termbook API',
  });
}

/** OpenAPI 3.1 out of the routes, the input classes and the shapes of the answers. The app need not run. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Termbook')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'Where this document comes from')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' })
    .addSecurityRequirements('bearer')
    .build();
  return describeAnswers(completed(SwaggerModule.createDocument(app, about)));
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Commands read their path parameters themselves: what Nest does not see of them is said here. */
function completed(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const operation of [item.get, item.put, item.post, item.delete]) {
      if (operation !== undefined) declarePathParameters(operation, names);
    }
  }
  return document;
}

function declarePathParameters(operation: Operation, names: readonly string[]): void {
  const declared = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter.name] : []));
  const missing = names.filter((name) => !declared.includes(name));
  const parameters = missing.map((name) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' as const },
  }));
  operation.parameters = [...parameters, ...(operation.parameters ?? [])];
}
