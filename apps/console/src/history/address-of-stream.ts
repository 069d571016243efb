const PAGES: Readonly<Record<string, string>> = {
  subscription: '/subscriptions',
  reseller: '/resellers',
  customer: '/customers',
  plan: '/service-plans',
};

/** The page about what a stream is of; undefined where there is none. */
export function addressOfStream(stream: string): string | undefined {
  const [, category = '', id = ''] = /^([a-z]+)-(.+)$/.exec(stream) ?? [];
  const page = PAGES[category];
  return page === undefined ? undefined : `${page}/${encodeURIComponent(id)}`;
}
