import { resolve } from 'node:path';

const at = (folder) => resolve(import.meta.dirname, folder);

/** How `#lib/file.js` finds the source, for the import rules: at run time package.json leads to what was compiled from it. */
export default {
  resolve: {
    alias: Object.fromEntries([
      ['#apps', at('apps')],
      ...[
        'kernel',
        'domain',
        'calendar',
        'vault',
        'client',
        'event-store',
        'commands',
        'read-models',
        'projections',
        'scheduling',
        'vendor',
        'event-node',
        'observability',
        'settings',
        'clock',
      ].map((lib) => [`#${lib}`, at(`libs/${lib}`)]),
    ]),
    extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.d.ts', '.js'] },
  },
};
