import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.js';
import { Link } from '../router/link.js';
import { Failed, Stale } from './notices.js';

export interface Column<Item> {
  readonly name: string;
  /** Numbers stand under each other at the right. */
  readonly numeric?: boolean;
  /** Takes what room is left: over several lines, or cut off at one. */
  readonly room?: 'wide' | 'clip';
  show(item: Item): ComponentChildren;
}

interface TableProps<Item> {
  readonly caption: string;
  readonly columns: readonly Column<Item>[];
  /** undefined: not there yet. */
  readonly items: readonly Item[] | undefined;
  readonly problem?: Problem | undefined;
  /** What is said when there is none. */
  readonly empty: ComponentChildren;
  /** As many rows are held free while the list is loaded. */
  readonly expected?: number;
  keyOf(item: Item): string;
  /** Where a row leads: its first cell is the link. */
  linkOf?(item: Item): string;
  retry?(): void;
}

const EXPECTED_ROWS = 8;

/** A list: rows are gone through with j and k and opened with Enter; narrow screens show each row as a card. */
export function Table<Item>(props: TableProps<Item>) {
  const { items, problem, empty, retry } = props;
  if (problem !== undefined && items === undefined) return <Failed problem={problem} {...(retry ? { retry } : {})} />;
  return (
    <>
      {problem === undefined ? null : <Stale problem={problem} />}
      {items?.length === 0 ? empty : <Rows {...props} />}
    </>
  );
}

function Rows<Item>(props: TableProps<Item>) {
  const { caption, columns, items } = props;
  return (
    <div class="table-frame">
      <table class="table" aria-busy={items === undefined}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{items === undefined ? <HeldRows {...props} /> : items.map((item) => row(props, item))}</tbody>
      </table>
    </div>
  );
}

const classOf = <Item,>({ numeric, room }: Column<Item>): string | undefined => (numeric ? 'numeric' : room);

function row<Item>({ columns, keyOf, linkOf }: TableProps<Item>, item: Item) {
  return (
    <tr key={keyOf(item)}>
      {columns.map((column, index) => (
        <td key={column.name} data-label={column.name} class={classOf(column)}>
          {index === 0 && linkOf !== undefined ? (
            <Link to={linkOf(item)} class="row-link" data-row>
              {column.show(item)}
            </Link>
          ) : (
            column.show(item)
          )}
        </td>
      ))}
    </tr>
  );
}

function HeldRows<Item>({ columns, expected = EXPECTED_ROWS }: TableProps<Item>) {
  return (
    <>
      {Array.from({ length: expected }, (_, index) => (
        <tr key={index} class="held">
          {columns.map(({ name }) => (
            <td key={name} data-label={name}>
              <span class="skeleton-line" />
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}

interface MoreProps {
  readonly more: boolean;
  readonly loadingMore: boolean;
  readonly count: number | undefined;
  loadMore(): void;
}

export function More({ more, loadingMore, count, loadMore }: MoreProps) {
  // What comes below a list that is loaded yet would move with it.
  if (count === undefined) return null;
  return (
    <div class="more">
      <span class="quiet">
        {count === 0 ? '' : `${count.toLocaleString('en-US')} shown${more ? '' : ', that is all'}`}
      </span>
      {more ? (
        <button type="button" class="button" disabled={loadingMore} onClick={loadMore}>
          {loadingMore ? 'Loading…' : 'Show more'}
        </button>
      ) : null}
    </div>
  );
}
