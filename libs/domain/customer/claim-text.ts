/**
 * How names and postal codes are compared for a likely duplicate: NFKC, case-folded, punctuation and blanks to one blank.
 * Once up and down folds what has two lower-case forms (ß and ss, the Greek final sigma).
 */
export const claimText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\p{P}\p{Z}\s]+/gu, ' ')
    .trim();
