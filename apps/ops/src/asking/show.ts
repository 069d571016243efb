/** What a column shows; undefined and null are an empty cell. */
export type Cell = string | number | boolean | null | undefined;

const GAP = '  ';

/** One line each, each column as wide as its widest cell, numbers to the right. No rows: the heading alone. */
export function columns(heading: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [heading, ...rows.map((row) => row.map((cell) => String(cell ?? '')))];
  const widths = heading.map((_, place) => Math.max(...texts.map((row) => row[place]?.length ?? 0)));
  const toTheRight = heading.map((_, place) => rows.length > 0 && rows.every((row) => isNumber(row[place])));
  const lines = texts.map((row) =>
    row
      .map((text, place) => (toTheRight[place] ? text.padStart(widths[place] ?? 0) : text.padEnd(widths[place] ?? 0)))
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const isNumber = (cell: Cell): boolean => typeof cell === 'number' || cell === null || cell === undefined;

/** Prints the very answer with `--json`, else what people read. */
export function show<Answer>(
  options: { readonly json?: boolean | undefined },
  answer: Answer,
  forPeople: (answer: Answer) => string,
): void {
  process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : forPeople(answer));
}
