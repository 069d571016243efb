declare const brand: unique symbol;

/** A value that was checked once, at the border, and is told apart by the compiler from then on. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
