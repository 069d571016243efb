import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** From now on what the server says on the connections that are open is lost; what it is told still arrives. */
  swallowAnswers(): void;
  /** From now on nothing arrives on either side of the connections that are open. New ones work. */
  freeze(): void;
  /** Breaks every open connection. New ones work. @returns how many there were. */
  cut(): number;
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  toServer: boolean;
  toClient: boolean;
}

/** Stands between a client and a server, and loses what it is told to lose. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  const proxy = createServer((client) => {
    const pair: Pair = { client, server: connect(targetPort, '127.0.0.1'), toServer: true, toClient: true };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      pair.server.destroy();
    };
    client.on('data', (bytes) => pair.toServer && pair.server.write(bytes));
    pair.server.on('data', (bytes) => pair.toClient && client.write(bytes));
    for (const socket of [client, pair.server]) socket.on('error', end).on('close', end);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const cut = () => {
    const open = [...pairs];
    for (const { client } of open) client.destroy();
    return open.length;
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    swallowAnswers: () => {
      for (const pair of pairs) pair.toClient = false;
    },
    freeze: () => {
      for (const pair of pairs) pair.toClient = pair.toServer = false;
    },
    cut,
    stop: async () => {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
