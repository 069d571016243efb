import { keys } from './parts/keys.js';
import { resellers } from './parts/resellers.js';
import { tokens } from './parts/tokens.js';
import { ApiUnderTest } from './running-api.js';

/** Who may do and see what. */
let t: ApiUnderTest;
const api = () => t;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

keys(api);
resellers(api);
tokens(api);
