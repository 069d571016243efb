export {
  type Answer,
  type BulkAnswer,
  type BulkCommand,
  type Problem,
  TermbookClient,
} from '#client/termbook-client.js';
