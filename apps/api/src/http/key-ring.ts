import { hash, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type KeyRecord, parseKeyRecords } from '#access/key-record.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import type { Caller } from './caller.js';

/** How soon a key that was added or revoked counts. */
const LOOK_EVERY_MS = 1_000;

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

/** The API keys that are valid now. Follows the keys file; keeps what it had while the file can't be read. */
@Injectable()
export class KeyRing implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(KeyRing.name);
  private keys: readonly { readonly hash: Buffer; readonly caller: Caller }[] = [];
  private version = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  async onModuleInit(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Compares with every key in constant time, so that an answer's time says nothing of any. */
  callerWith(key: string): Caller | undefined {
    const hash = sha256(key);
    let found: Caller | undefined;
    for (const known of this.keys) if (timingSafeEqual(known.hash, hash)) found = known.caller;
    return found;
  }

  /** Whose a valid key is, by its id: for what stands for a key and is no key. */
  callerOfKey(keyId: string): Caller | undefined {
    return this.keys.find(({ caller }) => caller.keyId === keyId)?.caller;
  }

  /** Reads the file again if it is another one than the last time. */
  private async look(): Promise<void> {
    const file = this.settings.keysFile;
    try {
      const { mtimeMs, size, ino } = await stat(file);
      const version = `${mtimeMs}/${size}/${ino}`;
      if (version === this.version) return;
      this.version = version;
      this.keys = parseKeyRecords(await readFile(file, 'utf8'))
        .filter(({ revokedAt }) => revokedAt === null)
        .map(ringEntry);
      this.logger.log(`${this.keys.length} API keys are valid`);
    } catch (error) {
      this.complainOnce(`The keys file ${file} can not be used: ${error instanceof Error ? error.message : error}`);
    }
  }

  private complaint = '';

  private complainOnce(complaint: string): void {
    if (complaint !== this.complaint) this.logger.error(complaint);
    this.complaint = complaint;
  }
}

const ringEntry = ({ id, client, role, resellers, sha256: hash }: KeyRecord) => ({
  hash: Buffer.from(hash, 'hex'),
  caller: { keyId: id, client, role, resellers },
});
