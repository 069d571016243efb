import type { paths } from '../../.generated/api.js';

type Method = 'get' | 'put' | 'post' | 'delete';
type Success = 200 | 201 | 202;

/** The paths of the document that know a method. */
export type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends { readonly [Known in M]: object } ? Path : never;
}[keyof paths];

export type Operation<Path extends keyof paths, M extends Method> = paths[Path][M];

/** What a route answers with when it takes the request. */
export type AnswerTo<Path extends keyof paths, M extends Method> =
  Operation<Path, M> extends { readonly responses: infer Responses }
    ? {
        [Status in keyof Responses & Success]: Responses[Status] extends {
          readonly content: { readonly 'application/json': infer Answer };
        }
          ? Answer
          : never;
      }[keyof Responses & Success]
    : never;

/** The lists that are read page by page, and one item of each. */
export type ListPath = {
  [Path in PathWith<'get'>]: AnswerTo<Path, 'get'> extends { readonly items: readonly unknown[] } ? Path : never;
}[PathWith<'get'>];

export type ItemOf<Path extends ListPath> =
  AnswerTo<Path, 'get'> extends { readonly items: readonly (infer Item)[] } ? Item : never;

type ParametersIn<Place extends 'path' | 'query', Operation> = Operation extends {
  readonly parameters: { readonly [Known in Place]?: infer Parameters };
}
  ? NonNullable<Parameters>
  : Record<never, never>;

type BodyOf<Operation> = Operation extends {
  readonly requestBody?: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body
  : Record<never, never>;

/** A value as people typed it, and the api's to judge. */
type Unjudged<Value> = Value extends readonly (infer Item)[] ? readonly (Item | string)[] : Value | string;
/** The document's names. */
type Named<Fields> = { readonly [Name in keyof Fields]?: Unjudged<NonNullable<Fields[Name]>> | undefined };

export type PathParameters<Path extends keyof paths, M extends Method> = {
  readonly [Name in keyof ParametersIn<'path', Operation<Path, M>>]: string;
};
export type Query<Path extends keyof paths, M extends Method> = Named<ParametersIn<'query', Operation<Path, M>>>;
export type Body<Path extends keyof paths, M extends Method> = Named<BodyOf<Operation<Path, M>>>;
