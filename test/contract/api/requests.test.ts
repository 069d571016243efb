import { bulkStream } from './parts/bulk-stream.js';
import { feedContract } from './parts/feed-contract.js';
import { neededKeys } from './parts/needed-keys.js';
import { open } from './parts/open.js';
import { problems } from './parts/problems.js';
import { unreadable } from './parts/unreadable.js';
import { withoutOthers } from './parts/without-others.js';
import { ApiUnderTest } from './running-api.js';

/** What the api says of requests, whatever has happened. */
const api = ApiUnderTest.ofFile();

unreadable(api);
neededKeys(api);
open(api);
problems(api);
feedContract(api);
bulkStream(api);
withoutOthers(api);
