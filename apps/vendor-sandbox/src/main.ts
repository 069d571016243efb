import 'reflect-metadata';
import { runProcess } from '#observability/process-life.js';
import { readGivenSettings } from '#settings/read-settings.js';
import { startVendorSandbox } from './start-vendor-sandbox.js';

await runProcess('vendor-sandbox', {
  async start() {
    const { host, port, dataDir } = readGivenSettings(process.env);
    const { url, stop } = await startVendorSandbox({ host, port, dataDir });
    return { ready: url, stop };
  },
});
