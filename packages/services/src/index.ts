export { createSts, type Sts } from './sts/index.ts';
export { createCloudTrail, recordEvents, recordOutbox } from './cloudtrail/index.ts';
