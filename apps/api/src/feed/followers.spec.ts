import { ProblemError } from '../http/problem.js';
import { FOLLOWERS_MAX } from './feed-limits.js';
import { Followers } from './followers.js';

describe('those who follow', () => {
  it('are so many at most, and make room when they leave', () => {
    const followers = new Followers();
    const one = new AbortController();
    followers.join(one.signal);
    for (let count = 1; count < FOLLOWERS_MAX; count += 1) followers.join(new AbortController().signal);
    const join = () => followers.join(new AbortController().signal);
    expect(join).toThrow(ProblemError);
    one.abort();
    expect(join).not.toThrow();
    expect(join).toThrow(ProblemError);
  });

  it('are not counted when they left already', () => {
    const followers = new Followers();
    for (let count = 0; count <= FOLLOWERS_MAX; count += 1) followers.join(AbortSignal.abort());
    expect(() => followers.join(new AbortController().signal)).not.toThrow();
  });
});
