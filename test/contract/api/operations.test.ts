import { audit } from './parts/audit.js';
import { due } from './parts/due.js';
import { erasures } from './parts/erasures.js';
import { history } from './parts/history.js';
import { holds } from './parts/holds.js';
import { whatIf } from './parts/what-if.js';
import { ApiUnderTest } from './running-api.js';

/** What operators and auditors ask. */
const api = ApiUnderTest.ofFile();

due(api);
holds(api);
erasures(api);
history(api);
whatIf(api);
audit(api);
