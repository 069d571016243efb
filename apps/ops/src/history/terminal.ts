import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours are for people at a terminal: none in a file or a pipe, nor where NO_COLOR is set. */
export function coloured(style: Style, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;
}

/** A value in one line; texts without quotes. */
export function inOneLine(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
