import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { temporaryDirectory } from './directories.js';
import { happened, newStream } from './events.js';
import { buildNode, ended, runCommand, startProcess } from './node-process.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const credentials = { username: 'keeper', password: 'a pass:word' };

/** Made for each run: a key in the project would be one that others could use. */
function makeCertificate(directory: string): { certFile: string; keyFile: string } {
  const certFile = path.join(directory, 'node.crt');
  const keyFile = path.join(directory, 'node.key');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  });
  return { certFile, keyFile };
}

(hasOpenssl ? describe : describe.skip)('an event node with a certificate and credentials', () => {
  let node: EventNode;
  let files: { certFile: string; keyFile: string };
  let remove: () => Promise<void>;
  let cert: string;
  beforeAll(async () => {
    const made = await temporaryDirectory();
    remove = made.remove;
    files = makeCertificate(made.directory);
    cert = readFileSync(files.certFile, 'utf8');
    node = await startEventNode({
      inMemory: true,
      certificate: { cert, key: readFileSync(files.keyFile, 'utf8') },
      credentials,
    });
    await buildNode();
  });
  afterAll(async () => {
    await node.stop();
    await remove();
  });

  const clientFor = (port: number, { username, password }: typeof credentials) =>
    EventStoreDBClient.connectionString(
      `esdb://${encodeURIComponent(username)}:${encodeURIComponent(password)}@127.0.0.1:${port}?tls=true&tlsCAFile=${files.certFile}`,
    );

  const statusOfGet = (route: string, auth?: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { ca: cert, ...(auth === undefined ? {} : { auth }) };
      https
        .get(`https://127.0.0.1:${node.port}${route}`, options, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject);
    });

  it('serves a client that trusts it and has the password', async () => {
    expect(node.connectionString).toBe(`esdb://127.0.0.1:${node.port}?tls=true`);
    const client = clientFor(node.port, credentials);
    const stream = newStream();
    await client.appendToStream(stream, happened(1));
    const read: unknown[] = [];
    for await (const { event } of client.readStream(stream)) read.push(event?.data);
    expect(read).toEqual([{ n: 1 }]);
    await client.dispose();
  });

  it('refuses one with another password, and writes nothing', async () => {
    const client = clientFor(node.port, { ...credentials, password: 'a pass:words' });
    await expect(client.appendToStream(newStream(), happened(1))).rejects.toThrow(
      /asks for a user name and a password/,
    );
    await client.dispose();
  });

  it('refuses one with none', async () => {
    const client = EventStoreDBClient.connectionString(
      `esdb://127.0.0.1:${node.port}?tls=true&tlsCAFile=${files.certFile}`,
    );
    await expect(client.appendToStream(newStream(), happened(1))).rejects.toThrow(
      /asks for a user name and a password/,
    );
    await client.dispose();
  });

  it('tells over HTTPS that it lives, and its metrics only to who has the password', async () => {
    expect(await statusOfGet('/health/live')).toBe(204);
    expect(await statusOfGet('/metrics')).toBe(401);
    expect(await statusOfGet('/metrics', `${credentials.username}:${credentials.password}`)).toBe(200);
  });

  it('goes on when somebody speaks no TLS, stops within the handshake, or agrees on no protocol', async () => {
    const plain = net.connect(node.port, '127.0.0.1', () => plain.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
    await new Promise((resolve) =>
      plain
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
    const cut = net.connect(node.port, '127.0.0.1', () => cut.end(Buffer.from([22, 3, 1, 2, 0, 1])));
    await new Promise((resolve) =>
      cut
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
    const odd = tls.connect({ port: node.port, host: '127.0.0.1', ca: cert, ALPNProtocols: ['spdy/3'] });
    await new Promise((resolve) =>
      odd
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
    expect(await statusOfGet('/health/live')).toBe(204);
  });

  it('runs so as a process, and says nothing of the password or of what is stored', async () => {
    const child = await startProcess(
      ['--in-memory', '--tls-cert', files.certFile, '--tls-key', files.keyFile, '--username', credentials.username],
      { EVENT_NODE_PASSWORD: credentials.password },
    );
    const end = ended(child.child);
    const client = clientFor(child.port, credentials);
    await client.appendToStream('a-secret-stream', jsonEvent({ type: 'SecretType', data: { secret: 'value' } }));
    await expect(client.appendToStream('a-secret-stream', happened(1), { expectedRevision: 7n })).rejects.toThrow();
    await client.dispose();
    child.child.kill('SIGTERM');
    const { code, said } = await end;
    expect(code).toBe(0);
    expect(said).not.toMatch(/secret|value|pass:word/i);
  });

  it('does not start with half of a certificate, or a name without a password', async () => {
    expect(await runCommand('--in-memory', '--tls-cert', files.certFile)).toMatchObject({ code: 2 });
    expect(await runCommand('--in-memory', '--username', 'keeper')).toMatchObject({ code: 2 });
  });
});
