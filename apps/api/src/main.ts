import 'reflect-metadata';
import { runProcess } from '#observability/process-life.js';
import { startApi } from './start-api.js';

await runProcess('api', {
  async start() {
    const { url, stop } = await startApi();
    return { ready: url, stop };
  },
});
