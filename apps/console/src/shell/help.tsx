import { Dialog } from '../elements/dialog.js';
import { NAVIGATION } from './pages.js';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/'], 'Search for anything'],
  [['j'], 'Next row of a list'],
  [['k'], 'Row before'],
  [['Enter'], 'Open the row'],
  [['←', '→'], 'On the time slider: an event earlier, later'],
  [['t'], 'Light, dark, or as the system has it'],
  [['Esc'], 'Close what lies on top'],
  [['?'], 'This help'],
];

/** Every key. */
export function Help({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="help">
        <dl>
          {KEYS.map(([keys, what]) => (
            <Key key={what} keys={keys} what={what} />
          ))}
        </dl>
        <dl>
          {NAVIGATION.flat().map(({ letter, name }) => (
            <Key key={letter} keys={['g', letter]} what={name} />
          ))}
        </dl>
      </div>
    </Dialog>
  );
}

function Key({ keys, what }: { readonly keys: readonly string[]; readonly what: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  );
}
