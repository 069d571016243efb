import {
  decodeEventFrame,
  type EventForm,
  type EventFrame,
  eventTypeOf,
  frameInForm,
  resolvedLinkFrame,
} from '../protocol/event-frame.js';
import type { EventStorage } from '../storage/event-storage.js';
import type { StreamHeads } from './stream-heads.js';
import { isVisibleRevision } from './visibility.js';

const LINK_TYPE = '$>';
/** `revision@stream`; -1 stands for the last event. Blanks before the number are taken. */
const LINK_DATA = /^\s*(-?\d+)@([\s\S]*)$/;
const INT_64_MAX = 9_223_372_036_854_775_807n;
const LAST = -1n;

/** How events go out to one reader. */
export interface EventPresentation extends EventForm {
  readonly resolveLinks: boolean;
}

/** Puts stored events into the form that a reader asked for, links resolved if it did. */
export class EventPresenter {
  constructor(
    private readonly storage: EventStorage,
    private readonly heads: StreamHeads,
  ) {}

  present(frame: EventFrame, position: number, presentation: EventPresentation): Buffer {
    if (!presentation.resolveLinks || eventTypeOf(frame) !== LINK_TYPE)
      return frameInForm(frame, position, presentation);
    const target = linkTarget(frame);
    if (target === undefined) return frameInForm(frame, position, presentation);
    return resolvedLinkFrame(this.find(target), frame, position, presentation);
  }

  private find(target: LinkTarget): EventFrame | undefined {
    const head = this.heads.get(target.streamName);
    const { lastRevision } = head.visible;
    const revision = target.revision === LAST ? lastRevision : Number(target.revision);
    if (head.id === 0 || revision < 0 || revision > lastRevision) return undefined;
    const position = this.storage.positionOf(head.id, revision);
    const frame = position === undefined ? undefined : this.storage.frameAt(position);
    return isVisibleRevision(head, revision, () => frame, Date.now()) ? frame : undefined;
  }
}

interface LinkTarget {
  readonly revision: bigint;
  readonly streamName: string;
}

/** @returns undefined when the data is no link: then the event is shown as it is. */
function linkTarget(frame: EventFrame): LinkTarget | undefined {
  const parts = LINK_DATA.exec(decodeEventFrame(frame).data.toString('utf8'));
  if (parts === null) return undefined;
  const revision = BigInt(parts[1] ?? '');
  const streamName = parts[2] ?? '';
  return revision < LAST || revision > INT_64_MAX ? undefined : { revision, streamName };
}
