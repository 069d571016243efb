import { intakeFiles } from './parts/intake-command.js';
import { life } from './parts/life.js';
import { priceLists } from './parts/price-list-command.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems send by file, and an end of the api while they do. */
let t: ApiUnderTest;
const api = () => t;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

priceLists(api);
intakeFiles(api);
life(api);
