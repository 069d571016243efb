import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { ProjectionProgress } from '#read-models/progress/projection-progress.js';
import { isObject } from '../http/input/read-input.js';

/** A list is of many streams: its position is what the read models had reached before it was read. */
@Injectable()
export class PositionInterceptor implements NestInterceptor {
  constructor(@Inject(ProjectionProgress) private readonly progress: ProjectionProgress) {}

  async intercept(_context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const position = await this.progress.reached();
    const positioned = (answer: unknown) =>
      isObject(answer) && !(answer instanceof StreamableFile) ? { ...answer, position } : answer;
    return next.handle().pipe(map(positioned));
  }
}
