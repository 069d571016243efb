import { keys } from './parts/keys.js';
import { resellers } from './parts/resellers.js';
import { tokens } from './parts/tokens.js';
import { ApiUnderTest } from './running-api.js';

/** Who may do and see what. */
const api = ApiUnderTest.ofFile();

keys(api);
resellers(api);
tokens(api);
