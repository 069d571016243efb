import { Module } from '@nestjs/common';
import { ObservabilityModule } from '#observability/observability.module.js';
import { ProjectionsModule } from '#projections/projections.module.js';
import { SettingsModule } from '#settings/settings.module.js';

@Module({ imports: [SettingsModule, ObservabilityModule, ProjectionsModule] })
export class ProjectorModule {}
