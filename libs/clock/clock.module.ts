import { basename, dirname } from 'node:path';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { FollowerReport } from './follower-report.js';
import { SandboxClock } from './sandbox-clock.js';
import { SandboxClockFollower } from './sandbox-clock-follower.js';
import { SystemClock } from './system-clock.js';

/** apps/<role>/src/main.js. For people who look at the table only. */
const roleOf = (script: string | undefined): string => basename(dirname(dirname(script ?? ''))) || 'unknown';

const reportTo = ({ databaseUrl }: Settings) => new FollowerReport(databaseUrl, roleOf(process.argv[1]));

/** CLOCK: the real time, or in sandbox mode the clock that all processes follow, which shows the right time from the start. */
@Module({
  imports: [EventStoreReadingModule],
  providers: [
    { provide: SandboxClock, useFactory: () => new SandboxClock() },
    {
      provide: SandboxClockFollower,
      inject: [SETTINGS, SandboxClock, SYSTEM_STREAM_READER],
      useFactory: (settings: Settings, clock: SandboxClock, reader: SystemStreamReader) =>
        new SandboxClockFollower(clock, reader, reportTo(settings)),
    },
    {
      provide: CLOCK,
      inject: [SETTINGS, SandboxClock, SandboxClockFollower],
      useFactory: async (settings: Settings, clock: SandboxClock, follower: SandboxClockFollower): Promise<Clock> => {
        if (!settings.sandbox) return new SystemClock();
        await follower.start();
        return clock;
      },
    },
  ],
  exports: [CLOCK, SandboxClock, SandboxClockFollower],
})
export class ClockModule implements OnApplicationShutdown {
  constructor(@Inject(SandboxClockFollower) private readonly follower: SandboxClockFollower) {}

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }
}
