import http2 from 'node:http2';
import { batchSuccessFrame, supportedMethodsAnswer } from './acknowledgement.js';

/** A server that keeps nothing: it acknowledges each batch. What the client alone can do. Ends with its standard input. */
const server = http2.createServer();
server.on('stream', (stream, { ':path': path = '' }) => {
  stream.on('error', () => {});
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  if (path.endsWith('/GetSupportedMethods')) {
    stream.resume();
    stream.end(supportedMethodsAnswer());
    return;
  }
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    const answers: Buffer[] = [];
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1);
      answers.push(batchSuccessFrame(rest.subarray(5, end)));
      rest = rest.subarray(end);
    }
    if (answers.length > 0) stream.write(Buffer.concat(answers));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`event node ready on esdb://127.0.0.1:${port}?tls=false\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
