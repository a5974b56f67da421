/** Due work: the metric alarms of a shard, as their periods end. The key is the shard. */
export const LOOKS = 'cloudwatch.alarms';
/** One alarm, at once. The payload of a composite alarm's is the cause: `created`, `updated`, or `child:` and a name. */
export const LOOK = 'cloudwatch.alarm';
/** A composite alarm's actions have waited long enough. */
export const SUPPRESSION_END = 'cloudwatch.alarm-suppression';
/** History grows old. */
export const HISTORY_END = 'cloudwatch.alarm-history';
