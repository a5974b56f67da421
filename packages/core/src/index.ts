export { type Arn, formatArn, parseArn } from './arn.ts';
export { AwsError, type AwsErrorOptions } from './aws-error.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Clock } from './clock.ts';
export type { Ids } from './ids.ts';
export { type Log, type LogFields, silentLog } from './log.ts';
export { stderrLog, systemClock, systemIds, systemTimers } from './system.ts';
export type { Timers } from './timers.ts';
