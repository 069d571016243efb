import { describeFault, type Schema } from './schema.js';

/** The body of a stored event: the event without its type, which is the stored name without its version. */
export type Body<E> = E extends { readonly type: string } ? Omit<E, 'type'> : never;

/** A shape that is no longer written and must decode for ever. */
export interface EarlierVersion {
  readonly schema: Schema<unknown>;
  /** To the body of the next version. Pure; it never fails on a body that its schema lets pass. */
  readonly upcast: (body: never) => unknown;
}

/** All versions of one event type: what is written now, and the earlier ones, oldest (v1) first. */
export interface Versions<E> {
  readonly current: Schema<Body<E>>;
  readonly earlier?: readonly EarlierVersion[];
}

/** One entry for each type of the union: a new event does not compile until its stored form is here. */
export type CodecTable<E extends { readonly type: string }> = {
  readonly [T in E['type']]: Versions<Extract<E, { readonly type: T }>>;
};

/** What is in the store can't be read as an event: says what is wrong, and where. */
export class DecodeError extends Error {
  constructor(
    readonly storedType: string,
    readonly problem: string,
  ) {
    super(`${storedType}: ${problem}`);
  }
}

/** The body is not as the codec says it must be stored: nothing of it is written. */
export class EncodeError extends Error {}

export interface Codec<E extends { readonly type: string }> {
  /** @throws EncodeError, also where personal data is not sealed. */
  encode(event: E): { readonly type: string; readonly data: Body<E> };
  /** @throws DecodeError */
  decode(storedType: string, data: unknown): E;
  knows(storedType: string): boolean;
  /** Every stored name, of the present and of all earlier versions. */
  readonly storedTypes: readonly string[];
  /** Stored names that are in the table without a schema: what a start-up check refuses. */
  readonly gaps: readonly string[];
}

interface Decoder {
  readonly type: string;
  readonly schema: Schema<unknown>;
  /** The upcasters from this version to the present one, in order. */
  readonly upcasts: readonly ((body: never) => unknown)[];
}

interface AnyVersions {
  readonly current: Schema<unknown>;
  readonly earlier?: readonly EarlierVersion[];
}

const storedName = (type: string, version: number): string => `${type}.v${version}`;

function decodersOf(type: string, versions: AnyVersions): [string, Decoder][] {
  const earlier = versions.earlier ?? [];
  const schemas = [...earlier.map(({ schema }) => schema), versions.current];
  const upcasts = earlier.map(({ upcast }) => upcast);
  return schemas.map((schema, index) => [storedName(type, index + 1), { type, schema, upcasts: upcasts.slice(index) }]);
}

export function createCodec<E extends { readonly type: string }>(table: CodecTable<E>): Codec<E> {
  const versionsOf = new Map<string, AnyVersions>(Object.entries<AnyVersions>(table));
  const decoders = new Map([...versionsOf].flatMap(([type, versions]) => decodersOf(type, versions)));
  return {
    storedTypes: [...decoders.keys()],
    gaps: [...decoders].filter(([, { schema }]) => typeof schema?.check !== 'function').map(([name]) => name),
    knows: (storedType) => decoders.has(storedType),
    encode: (event) => {
      const versions = versionsOf.get(event.type);
      if (versions === undefined) throw new EncodeError(`${event.type} has no stored form`);
      const { type, ...data } = event;
      const found = versions.current.check(data);
      if (found !== undefined) throw new EncodeError(`${type}: ${describeFault(found)}`);
      return { type: storedName(type, (versions.earlier?.length ?? 0) + 1), data: data as Body<E> };
    },
    decode: (storedType, data) => {
      const decoder = decoders.get(storedType);
      if (decoder === undefined) throw new DecodeError(storedType, 'is a stored type that nobody decodes');
      const found = decoder.schema.check(data);
      if (found !== undefined) throw new DecodeError(storedType, describeFault(found));
      const body = decoder.upcasts.reduce((before: unknown, upcast) => upcast(before as never), data);
      return { type: decoder.type, ...(body as object) } as E;
    },
  };
}
