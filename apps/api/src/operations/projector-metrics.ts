import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { ParkedRequests } from '#read-models/parked/parked.requests.js';
import { PROJECTION_NAMES } from '#read-models/progress/checkpoint.rows.js';
import { measureVerification } from '#read-models/verifications/verification.metrics.js';
import { VerificationRequests } from '#read-models/verifications/verification.requests.js';

/** Whoever scrapes waits a second or two; without the read models' Postgres the figures stay what they were. */
const parkedStreams = new Gauge({
  name: 'termbook_parked_streams',
  help: 'Streams that a projection goes on without, until somebody releases them',
  labelNames: ['projection'],
});

/** What the projector keeps in Postgres, shown by every api: whoever scrapes only those sees it too. */
@Injectable()
export class ProjectorMetrics {
  constructor(
    @Inject(VerificationRequests) private readonly verifications: VerificationRequests,
    @Inject(ParkedRequests) private readonly parked: ParkedRequests,
  ) {}

  async refresh(): Promise<void> {
    try {
      const [last, streams] = await Promise.all([this.verifications.lastFinished(), this.parked.list()]);
      if (last !== undefined) measureVerification(last);
      for (const projection of PROJECTION_NAMES) {
        parkedStreams.set({ projection }, streams.filter((one) => one.projection === projection).length);
      }
    } catch {
      return;
    }
  }
}
