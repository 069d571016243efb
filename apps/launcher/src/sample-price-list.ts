import { readPriceList } from '#client/price-list.js';
import { TermbookApi } from '#client/termbook-api.js';

/**
 * Lists the sample price list through the API, so that a new system has something to sell. The keys are fixed: what an
 * earlier start had listed stays as it is, also when it was repriced or withdrawn since.
 * @returns how many plans were listed now.
 */
export async function listSamplePriceList(file: string, url: string, adminKey: string): Promise<number> {
  const client = new TermbookApi({ url, key: adminKey });
  const commands = readPriceList(file, 'sample-price-list');
  const path = { productId: String(commands.at(-1)?.payload.productId) };
  const present = await client.GET('/v1/service-plans/{productId}', { params: { path } });
  if (present.response.ok) return 0;
  const answers = await client.sendCommands(commands);
  const refused = answers.find(({ problem }) => problem !== undefined);
  if (refused) throw new Error(`The sample price list was not taken: ${JSON.stringify(refused.problem)}`);
  return answers.filter(({ replayed }) => replayed !== true).length;
}
