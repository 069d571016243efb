import {
  ConnectionFault,
  DEFAULT_FRAME_BYTES_MAX,
  ErrorCode,
  FRAME_BYTES_LIMIT,
  Setting,
  WINDOW_BYTES_LIMIT,
} from './http2-protocol.js';

const ENTRY_BYTES = 6;

/** What of a client's SETTINGS matters to who answers it. */
export interface SettingsTarget {
  headerTable(bytes: number): void;
  /** Of each stream, also of those that are open. */
  window(bytes: number): void;
}

export function number32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

export function encodeSettings(settings: readonly (readonly [setting: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(settings.length * ENTRY_BYTES);
  settings.forEach(([setting, value], place) => {
    bytes.writeUInt16BE(setting, place * ENTRY_BYTES);
    bytes.writeUInt32BE(value, place * ENTRY_BYTES + 2);
  });
  return bytes;
}

/** @throws ConnectionFault for a value that may not be. */
export function applySettings(payload: Buffer, target: SettingsTarget): void {
  if (payload.length % ENTRY_BYTES !== 0)
    throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, 'SETTINGS of a wrong length');
  for (let at = 0; at < payload.length; at += ENTRY_BYTES) {
    const setting = payload.readUInt16BE(at);
    const value = payload.readUInt32BE(at + 2);
    check(setting, value);
    if (setting === Setting.HEADER_TABLE_SIZE) target.headerTable(value);
    else if (setting === Setting.INITIAL_WINDOW_SIZE) target.window(value);
  }
}

function check(setting: number, value: number): void {
  if (setting === Setting.INITIAL_WINDOW_SIZE && value > WINDOW_BYTES_LIMIT)
    throw new ConnectionFault(ErrorCode.FLOW_CONTROL_ERROR, 'a window too large');
  const isWrong =
    (setting === Setting.ENABLE_PUSH && value > 1) ||
    (setting === Setting.MAX_FRAME_SIZE && (value < DEFAULT_FRAME_BYTES_MAX || value > FRAME_BYTES_LIMIT));
  if (isWrong) throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, 'a setting with a wrong value');
}
