export const BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json';
export const EVENT_STREAM_MEDIA_TYPE = 'text/event-stream';
