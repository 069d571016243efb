import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from './call.js';
import { type Problem, ProblemError } from './problem.js';
import { type Answered, useAnswer } from './use-answer.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Pages<Item> extends Pick<Answered<unknown>, 'problem' | 'reload'> {
  /** undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  /** There are more. */
  readonly more: boolean;
  readonly loadingMore: boolean;
  loadMore(): void;
}

interface Further<Item> {
  readonly path: string | null;
  readonly pages: readonly Page<Item>[];
  readonly problem: Problem | undefined;
}

const NONE: Further<never> = { path: null, pages: [], problem: undefined };

/** A list by pages: the first at once, each further one when it is asked for. @param path with its filters. */
export function usePages<Item>(path: string | null, options: { readonly everyMs?: number } = {}): Pages<Item> {
  const first = useAnswer<Page<Item>>(path, options);
  const [further, setFurther] = useState<Further<Item>>(NONE);
  const [loadingMore, setLoadingMore] = useState(false);
  const shown = useRef(path);
  shown.current = path;
  useEffect(() => setFurther(NONE), [path, first.value]);
  const own = further.path === path ? further : NONE;
  const pages = first.value === undefined ? [] : [first.value, ...own.pages];
  const nextCursor = pages.at(-1)?.nextCursor ?? null;
  const loadMore = async () => {
    if (path === null || nextCursor === null) return;
    setLoadingMore(true);
    const joined = `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(nextCursor)}`;
    const page = await call<Page<Item>>(joined).catch((error: unknown) => error);
    setLoadingMore(false);
    if (shown.current !== path) return;
    if (page instanceof ProblemError) setFurther({ path, pages: own.pages, problem: page.problem });
    else if (!(page instanceof Error)) {
      setFurther({ path, pages: [...own.pages, page as Page<Item>], problem: undefined });
    }
  };
  return {
    items: first.value === undefined ? undefined : pages.flatMap(({ items }) => items),
    problem: first.problem ?? own.problem,
    more: nextCursor !== null,
    loadingMore,
    loadMore: () => void loadMore(),
    reload: first.reload,
  };
}
