import { readPriceList } from '#client/price-list.js';
import { TermbookClient } from '#client/termbook-client.js';

const HTTP_OK = 200;

/**
 * Lists the sample price list through the API, so that a new system has something to sell. The keys are fixed: what an
 * earlier start had listed stays as it is, also when it was repriced or withdrawn since.
 * @returns how many plans were listed now.
 */
export async function listSamplePriceList(file: string, url: string, adminKey: string): Promise<number> {
  const client = new TermbookClient(url, adminKey);
  const commands = readPriceList(file, 'sample-price-list');
  const last = commands.at(-1)?.payload.productId;
  const present = await client.get(`/service-plans/${String(last)}`);
  if (present.status === HTTP_OK) return 0;
  const answers = await client.sendCommands(commands);
  const refused = answers.find(({ problem }) => problem !== undefined);
  if (refused) throw new Error(`The sample price list was not taken: ${JSON.stringify(refused.problem)}`);
  return answers.filter(({ replayed }) => replayed !== true).length;
}
