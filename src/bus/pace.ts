/** Events a second at which a backlog is replayed at least. */
const floorPerSecond = 2000;
/** A backlog must shrink however fast new events come. */
const timesLive = 2;

/**
 * How long to wait before the next batch of a backlog that a sink has not taken for a while, in milliseconds: it comes
 * as one flood otherwise. `livePerSecond` is how fast new events come; `took` the milliseconds that the batch took.
 */
export function replayPause(events: number, took: number, livePerSecond: number): number {
  const perSecond = Math.max(floorPerSecond, timesLive * livePerSecond);
  return Math.max(0, (events / perSecond) * 1000 - took);
}
