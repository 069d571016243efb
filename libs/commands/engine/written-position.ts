import { Injectable } from '@nestjs/common';

/** The last position that this process wrote, or was told of by a caller: an order is never decided on facts from before it. */
@Injectable()
export class WrittenPosition {
  private last: bigint | undefined;

  get position(): bigint | undefined {
    return this.last;
  }

  note(position: bigint | undefined): void {
    if (position !== undefined && (this.last === undefined || position > this.last)) this.last = position;
  }
}
