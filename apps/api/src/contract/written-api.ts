import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { apiWriting } from '../api.module.js';
import { openApiOf } from '../http/openapi.js';

/** The very document that a running api answers `/openapi.json` with, without one: nothing is instantiated or connected. */
export async function writtenApi(): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(apiWriting(0), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return openApiOf(app);
}
