import type { Port } from './messages.js';

/** Posts all that one turn of the event loop brings as one message: waking the other thread costs more than a message. */
export class TurnBatch<Message> {
  private waiting: Message[] = [];

  /** @param unsendable told of each message that can not be cloned; the others of its turn go all the same. */
  constructor(
    private readonly port: Port,
    private readonly unsendable: (message: Message, error: unknown) => void,
  ) {}

  add(message: Message): void {
    if (this.waiting.push(message) === 1) setImmediate(() => this.post());
  }

  private post(): void {
    const batch = this.waiting;
    this.waiting = [];
    try {
      this.port.postMessage(batch);
    } catch {
      for (const message of batch) this.postAlone(message);
    }
  }

  private postAlone(message: Message): void {
    try {
      this.port.postMessage([message]);
    } catch (error) {
      this.unsendable(message, error);
    }
  }
}
