import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `The order book of committed-term subscriptions.

Writes answer with an ETag (the revision) and a position. Errors are problems (RFC 9457) with a stable \`code\`.
\`Idempotency-Key\` is required on every POST that changes something: a repeat gets the first answer again.`;

/** The surface, written down by itself: \`/docs\` to look at, \`/openapi.json\` to generate from. */
export function documentApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Termbook')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, about), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Termbook API',
  });
}
