import { ROLES, type Role } from '#access/key-record.js';
import type { OidcSettings } from '#settings/settings.js';
import type { Caller } from '../caller.js';

/** Of a client or a subject: they become part of each event's metadata. */
const NAME = /^[\x21-\x7e]{1,128}$/;
const RESELLER = /^[A-Za-z0-9._-]{1,64}$/;
const RESELLERS_MAX = 1_000;
/** Every reseller: said, never assumed. */
const ALL = '*';
/** Ours: what workers do is told from what clients do by it. */
const RESERVED = new Set(['worker']);

type Claims = Readonly<Record<string, unknown>>;

/** A token is genuine, but does not say what we must know. */
export class ClaimsError extends Error {}

/** Who a token says is calling. @throws ClaimsError that names the claim. */
export function callerOfClaims(claims: Claims, names: OidcSettings): Caller {
  const client = claims[names.clientClaim];
  if (typeof client !== 'string' || !NAME.test(client) || RESERVED.has(client)) {
    throw new ClaimsError(`${names.clientClaim} is no client`);
  }
  const subject = typeof claims.sub === 'string' && NAME.test(claims.sub) ? claims.sub : client;
  const role = roleOf(claims[names.roleClaim], names.roleClaim);
  const resellers = role === 'intake' ? resellersOf(claims[names.resellersClaim], names.resellersClaim) : null;
  return { keyId: `oidc:${subject}`, client, role, resellers };
}

/** A claim may list roles of other systems too: exactly one of ours must be among them. */
function roleOf(claim: unknown, name: string): Role {
  const said: readonly unknown[] = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(' ') : [];
  const [role, another] = ROLES.filter((one) => said.includes(one));
  if (role === undefined || another !== undefined) throw new ClaimsError(`${name} is not one of ${ROLES.join(', ')}`);
  return role;
}

function resellersOf(claim: unknown, name: string): readonly string[] | null {
  if (claim === ALL) return null;
  const isList = Array.isArray(claim) && claim.length <= RESELLERS_MAX;
  if (isList && claim.every((id) => typeof id === 'string' && RESELLER.test(id))) return claim;
  throw new ClaimsError(`${name} is no list of resellers, and not "${ALL}"`);
}
