import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What is reached there is not the public internet: ourselves, our neighbours, or nobody. */
export class TargetNotAllowedError extends Error {
  constructor(readonly host: string) {
    super(`${host} is not on the public internet`);
  }
}

/** Addresses of IPv6 that carry one of IPv4 in them (mapped, NAT64, 6to4, Teredo) are not `unicast` either: refused as a whole. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/** What is known of a URL without asking the name service: the address, where it names one, or that the name is ours. */
export function faultOfTarget(url: URL, allowPrivate: boolean): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must have no user name and no password';
  if (url.hash !== '') return 'must have no fragment';
  if (allowPrivate) return undefined;
  const host = bare(url.hostname);
  const ours = isIP(host) !== 0 ? !isPublicAddress(host) : /(^|\.)(localhost|local|internal)$/i.test(host);
  return ours ? 'must be on the public internet' : undefined;
}

/**
 * Asked when the connection is made, so that a name which comes to mean another address in between is refused too: what
 * was looked up here is what is connected to.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const [first, ...rest] = (found as readonly LookupAddress[]).filter(({ address }) => isPublicAddress(address));
    if (first === undefined) return callback(new TargetNotAllowedError(hostname), '', 0);
    return options.all === true ? callback(null, [first, ...rest]) : callback(null, first.address, first.family);
  });
};
