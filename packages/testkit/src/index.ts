export { countingIds } from './counting-ids.ts';
export { type Duration, type ManualClock, manualClock } from './manual-clock.ts';
export { immediateTimers, type ManualTimers, manualTimers } from './manual-timers.ts';
export { testPostgres, type TestPostgres } from './postgres.ts';
