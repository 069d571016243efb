import { supportedMethodsFrame } from '#event-node/door/node-services.js';
import { batchSuccessFrame as successFrame } from '#event-node/protocol/answers.js';
import { decodeBatchMessage } from '#event-node/protocol/batch-requests.js';

export const supportedMethodsAnswer = (): Buffer => supportedMethodsFrame();

/** Success at revision 0, whatever was asked. */
export function batchSuccessFrame(message: Buffer): Buffer {
  const { correlation, options } = decodeBatchMessage(message, Date.now());
  return successFrame({ correlation, streamName: options?.streamName }, { revision: 0, position: 64 });
}
