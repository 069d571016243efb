import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** By connection: what waits for the end of an answer there. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls once, when the answer is sent or its connection is gone; at once where it is gone already. The response's own
 * `close` says neither to who listens too late, nor, up to Node 25, for a request that was sent behind another one on the
 * same connection and whose turn had not come (nodejs/node#62534): its place here would be taken for ever.
 */
export function onceOver(reply: FastifyReply, over: () => void): void {
  const { socket } = reply.request.raw;
  if (socket.destroyed) {
    over();
    return;
  }
  const waitingThere = waitingOn(socket);
  const end = (): void => {
    if (waitingThere.delete(end)) over();
  };
  waitingThere.add(end);
  reply.raw.once('close', end);
}

/** Aborted when nobody waits for this answer any more. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  onceOver(reply, () => gone.abort());
  return gone.signal;
}

function waitingOn(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const added = new Set<() => void>();
  waiting.set(socket, added);
  socket.once('close', () => {
    for (const end of added) end();
  });
  return added;
}
