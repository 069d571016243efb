import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type SearchHit, SearchQueries } from '#read-models/search/search.queries.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { Text } from '../../http/input/text-fields.js';
import { Permits } from '../../http/permits.js';

/** Fewer would find nearly everything. */
const CHARACTERS_MIN = 2;

class SearchInput {
  @Text({ min: CHARACTERS_MIN, max: 100 })
  readonly q: string;
}

@ApiTags('operations')
@Controller('v1/ops/search')
@Permits(['operations'])
export class SearchController {
  constructor(@Inject(SearchQueries) private readonly queries: SearchQueries) {}

  @Get()
  @ApiOperation({
    summary: 'Finds by the beginning of an id, a tracking ID, a PO number, or by a part of a name or product',
    operationId: 'search',
  })
  search(@Query(new InputPipe(SearchInput)) { q }: SearchInput): Promise<{ readonly items: readonly SearchHit[] }> {
    return this.queries.search(q);
  }
}
