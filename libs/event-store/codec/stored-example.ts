import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainEvent, EventMetadata } from '../stored-event.js';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const read = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));

/** The frozen first form of an event, as it decodes today: what documentation shows is what is in stores. */
export const storedExample = (type: DomainEvent['type']): DomainEvent =>
  (read(`${type}.v1`) as { readonly decodesTo: DomainEvent }).decodesTo;

export const metadataExample = (): EventMetadata => read('EventMetadata.v1') as EventMetadata;
