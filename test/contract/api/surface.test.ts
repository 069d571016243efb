import { catalogue } from './parts/catalogue.js';
import { conditions } from './parts/conditions.js';
import { subscriptions } from './parts/subscriptions.js';
import { writeSide } from './parts/write-side.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems read and write. */
let t: ApiUnderTest;
const api = () => t;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

catalogue(api);
subscriptions(api);
writeSide(api);
conditions(api);
