import { intakeFiles } from './parts/intake-command.js';
import { life } from './parts/life.js';
import { priceLists } from './parts/price-list-command.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems send by file, and an end of the api while they do. */
const api = ApiUnderTest.ofFile();

priceLists(api);
intakeFiles(api);
life(api);
