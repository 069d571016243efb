/** `disableAutoRenew` or `AutoRenewDisabled` as people read it: `Auto renew disabled`. */
export function sentence(name: string): string {
  const words = name
    .replace(/[-_/]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  const known = words.replace(/\b(id|po|csn)\b/g, (short) => short.toUpperCase());
  return known.charAt(0).toUpperCase() + known.slice(1);
}

/** `1 order`, `2 orders`, with thousands set apart. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `812 B`, `1.4 MB`: thousands, and not 1,024. */
export function bytesText(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${BYTE_UNITS[power]}`;
}

/** Any JSON value on one line. */
export function shortJson(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

/** The first characters of an id: enough to tell two apart, the whole of it is in the title and the copy. */
export const shortId = (id: string): string => (id.length > 13 ? `${id.slice(0, 8)}…` : id);
