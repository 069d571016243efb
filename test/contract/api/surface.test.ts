import { catalogue } from './parts/catalogue.js';
import { conditions } from './parts/conditions.js';
import { subscriptions } from './parts/subscriptions.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems read and write. */
const api = ApiUnderTest.ofFile();

catalogue(api);
subscriptions(api);
conditions(api);
