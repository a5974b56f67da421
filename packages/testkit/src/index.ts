export { countingIds } from './counting-ids.ts';
export { type Duration, type ManualClock, manualClock } from './manual-clock.ts';
export { immediateTimers, type ManualTimers, manualTimers } from './manual-timers.ts';
export { testPostgres, type TestPostgres } from './postgres.ts';
export {
  type CallOptions,
  type FixtureServices,
  type ServiceFixture,
  serviceFixture,
} from './service-fixture.ts';
export { leastMilliseconds } from './least-milliseconds.ts';
export { createFormBrowser, type FormBrowser, formOf, type FormPage } from './form-browser.ts';
export { scratchBlobs } from './scratch-blobs.ts';
export { tries } from './thorough.ts';
