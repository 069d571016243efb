/** The revision as an entity tag (RFC 9110: a strong one, in quotes). */
export const etagOf = (revision: number): string => `"${revision}"`;
