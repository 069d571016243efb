import { ticksOf } from '../protocol/event-frame.js';
import { ProtobufWriter } from '../protocol/protobuf-writer.js';
import { writeStructuredUuid } from '../protocol/uuid.js';

/** The version whose answers the node gives: clients decide by it what they may ask. */
export const SERVER_VERSION = '23.10.8';

const STREAMS = 'event_store.client.streams.streams';
/** The truth about what is here, as ServerFeatures tells it: names in lower case. */
const METHODS: readonly { readonly service: string; readonly method: string; readonly features: readonly string[] }[] =
  [
    { service: STREAMS, method: 'read', features: ['position', 'events'] },
    { service: STREAMS, method: 'append', features: [] },
    { service: STREAMS, method: 'delete', features: [] },
    { service: STREAMS, method: 'tombstone', features: [] },
    { service: STREAMS, method: 'batchappend', features: ['deadline_duration'] },
    { service: 'event_store.client.gossip.gossip', method: 'read', features: [] },
    { service: 'event_store.client.server_features.serverfeatures', method: 'getsupportedmethods', features: [] },
  ];

export function supportedMethodsFrame(): Buffer {
  const writer = new ProtobufWriter();
  for (const { service, method, features } of METHODS)
    writer.message(1, (supported) => {
      supported.text(1, method).text(2, service);
      for (const feature of features) supported.text(3, feature);
    });
  return writer.text(2, SERVER_VERSION).frame();
}

/** VNodeState.Leader of the gossip protocol. */
const LEADER = 8;

export interface NodeAddress {
  readonly instanceId: string;
  readonly host: string;
  readonly port: number;
}

/** A cluster of one, which is its own leader. */
export function gossipFrame({ instanceId, host, port }: NodeAddress): Buffer {
  return new ProtobufWriter()
    .message(1, (member) => {
      writeStructuredUuid(member, 1, instanceId);
      member
        .uint(2, BigInt(ticksOf(Date.now())))
        .uint(3, LEADER)
        .uint(4, 1)
        .message(5, (endPoint) => endPoint.text(1, host).uint(2, port));
    })
    .frame();
}
