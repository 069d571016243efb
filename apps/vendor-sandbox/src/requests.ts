import { BadRequestException } from '@nestjs/common';
import { type Instant, parseInstant } from '#kernel/instant.js';
import type { Faults } from './faults.js';
import { NO_FAULTS } from './faults.js';

/** Longer than any test needs, shorter than a forgotten switch should cost. */
const SLOW_MS_MAX = 600_000;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (body: unknown): Fields => (typeof body === 'object' && body !== null ? (body as Fields) : {});

function invalid(what: string): never {
  throw new BadRequestException(what);
}

export function poNumberIn(body: unknown): string {
  const { poNumber } = fieldsOf(body);
  return typeof poNumber === 'string' && poNumber.length > 0 ? poNumber : invalid('poNumber: a text is needed');
}

export function csnIn(body: unknown): string {
  const { csn } = fieldsOf(body);
  return typeof csn === 'string' && /^\d{10}$/.test(csn) ? csn : invalid('csn: ten digits are needed');
}

export function numberIn(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : invalid('a whole number from 1 is needed in the path');
}

export function clockIn(body: unknown): { readonly now: Instant; readonly ticking: boolean } {
  const { now, ticking } = fieldsOf(body);
  const instant = typeof now === 'string' ? parseInstant(now) : undefined;
  if (instant === undefined || typeof ticking !== 'boolean') invalid('now: an instant, and ticking: true or false');
  return { now: instant, ticking };
}

export function faultsIn(body: unknown): Faults {
  const { slowMs, dropConnections, answer500 } = { ...NO_FAULTS, ...fieldsOf(body) } as Fields;
  if (typeof slowMs !== 'number' || !(slowMs >= 0 && slowMs <= SLOW_MS_MAX)) invalid(`slowMs: 0 to ${SLOW_MS_MAX}`);
  if (dropConnections !== 'never' && dropConnections !== 'before' && dropConnections !== 'after') {
    invalid('dropConnections: never, before or after');
  }
  if (typeof answer500 !== 'boolean') invalid('answer500: true or false');
  return { slowMs, dropConnections, answer500 };
}
