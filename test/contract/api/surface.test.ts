import { catalogue } from './parts/catalogue.js';
import { conditions } from './parts/conditions.js';
import { subscriptions } from './parts/subscriptions.js';
import { writeSide } from './parts/write-side.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems read and write. */
const api = ApiUnderTest.ofFile();

catalogue(api);
subscriptions(api);
writeSide(api);
conditions(api);
