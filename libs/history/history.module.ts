import { Module } from '@nestjs/common';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { VaultModule } from '#vault/vault.module.js';
import { RedoneCutoffs } from './cutoff/redone-cutoffs.js';
import { Explanations } from './reading/explanations.js';
import { OpenedHistories } from './reading/opened-history.js';
import { Past } from './reading/past.js';
import { Timelines } from './reading/timeline.js';
import { WhatIfs } from './what-if/what-if.js';

/** What the history itself can be asked. It holds the reading door only. */
@Module({
  imports: [EventStoreReadingModule, VaultModule],
  providers: [Explanations, OpenedHistories, Past, RedoneCutoffs, Timelines, WhatIfs],
  exports: [Explanations, Past, RedoneCutoffs, Timelines, WhatIfs],
})
export class HistoryModule {}
