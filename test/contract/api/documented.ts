import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

type Json = Readonly<Record<string, unknown>>;

interface Content {
  readonly schema: Json;
  readonly example?: unknown;
}

export interface Documented {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly example: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

/** An answer as it came. */
export interface Came {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What the api says of itself, to hold its answers against. */
export class Document {
  readonly operations: readonly Documented[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(private readonly document: Json) {
    formats.default(this.ajv);
    this.operations = Object.entries(document.paths as Readonly<Record<string, Json>>).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, ...(operation as object) }) as Documented),
    );
  }

  static async of(url: string): Promise<Document> {
    return new Document((await (await fetch(`${url}/openapi.json`)).json()) as Json);
  }

  /** Of several that fit, the one with the fewest parameters: /orders/preview before /orders/{id}. */
  find(method: string, url: string): Documented | undefined {
    const path = url.split('?', 1)[0] ?? '';
    const fitting = this.operations.filter(
      (one) => one.method === method.toLowerCase() && patternOf(one.path).test(path),
    );
    return fitting.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  }

  /** What to do about a code that the route at this address does not say it may answer; undefined when it does. */
  silentOn(method: string, url: string, status: number, code: string): string | undefined {
    const operation = this.find(method, url);
    if (operation === undefined) return undefined;
    const contents = Object.values(operation.responses[String(status)]?.content ?? {});
    const said = contents.flatMap(({ schema }) => Object(schema.properties).code?.enum ?? []);
    if (said.includes(code)) return undefined;
    return `${operation.operationId} answered ${status} ${code}, which /openapi.json does not say: add the code to apps/api/src/answers/route-refusals.ts`;
  }

  /** What is wrong with an answer; nothing is wrong with one that is exactly as described. */
  faultsOf(operation: Documented, { status, headers, text }: Came): readonly unknown[] {
    const content = operation.responses[String(status)]?.content;
    if (content === undefined) return [`${operation.operationId} does not say that it may answer ${status}`];
    const type = (headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    const schema = content[type]?.schema;
    if (schema === undefined) return [`${operation.operationId} answers ${status} as ${type}, and does not say so`];
    const values = type.endsWith('ndjson') ? text.split('\n').filter(Boolean) : [text];
    return values.flatMap((value) => this.faultsOfValue(schema, JSON.parse(value)));
  }

  /** @returns each place where the value is not exactly what the schema describes. */
  faultsOfValue(schema: Json, value: unknown): readonly unknown[] {
    const validate = this.ajv.compile(exact({ ...schema, components: this.document.components }) as object);
    return validate(value) ? [] : (validate.errors ?? []);
  }
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`);

/** Not content with anything that is not described, wherever the fields of an object are named; problems have facts. */
function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, exact(one)]));
  return 'properties' in value && !('code' in Object(value.properties))
    ? { ...inner, additionalProperties: false }
    : inner;
}
