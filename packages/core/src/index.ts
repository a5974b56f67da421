export { type Arn, formatArn, parseArn, partitionOf } from './arn.ts';
export { AwsError, type AwsErrorOptions } from './aws-error.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Blob, Blobs } from './blobs.ts';
export type { Clock } from './clock.ts';
export type { Ids } from './ids.ts';
export { type Log, type LogFields, silentLog } from './log.ts';
export type { Mail, Mailer } from './mailer.ts';
export type { Outbound, OutboundRequest, OutboundResponse } from './outbound.ts';
export { isStreamedBody, type StreamedBody } from './streamed-body.ts';
export {
  stderrLog,
  systemClock,
  systemIds,
  systemPause,
  systemTimers,
  systemVariable,
} from './system.ts';
export { systemOutbound } from './system-outbound.ts';
export type { Timers } from './timers.ts';
