import { gunzipSync } from 'node:zlib';
import type { FalcoAlert, Origin } from './alert.ts';
import { asObject, asText, own, parseJson } from './json.ts';
import { type AlertReading, MOST_ALERTS, readAlerts, type Refused } from './read-alerts.ts';

// Lambda takes events of 6 MB; what it holds may grow a hundredfold, and no further.
const MOST_BYTES = 64 * 1024 * 1024;

const TOO_MANY: Refused = { why: 'too-many', text: '' };

/** The JSON in `awslogs.data`: gzip in base64. Undefined: it is neither. */
const unpack = (data: string): unknown => {
  try {
    const bytes = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: MOST_BYTES });
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

/**
 * The alerts in what a CloudWatch Logs subscription sends (CloudWatch Logs User Guide, "Using subscription filters"). Undefined: the
 * event is none. A CONTROL_MESSAGE, which only tries the way, has none. `place`: the Region of who reads; the account is the
 * owner of the log group.
 */
export const readSubscription = (
  event: unknown,
  place: Pick<Origin, 'region'>,
  now: Date,
): AlertReading | undefined => {
  const data = asText(own(asObject(own(asObject(event), 'awslogs')), 'data'));
  if (data === undefined) return undefined;
  const batch = asObject(unpack(data));
  if (batch === undefined)
    return { alerts: [], refused: [{ why: 'not-json', text: 'awslogs.data' }] };
  if (own(batch, 'messageType') !== 'DATA_MESSAGE') return { alerts: [], refused: [] };
  const logEvents = own(batch, 'logEvents');
  const origin: Origin = {
    ...place,
    account: asText(own(batch, 'owner')),
    logGroup: asText(own(batch, 'logGroup')),
  };
  const alerts: FalcoAlert[] = [];
  const refused: Refused[] = [];
  for (const logEvent of Array.isArray(logEvents) ? logEvents : []) {
    const one = asObject(logEvent);
    const at = own(one, 'timestamp');
    const message = asText(own(one, 'message')) ?? '';
    const read = readAlerts(
      message,
      { ...origin, at: typeof at === 'number' ? new Date(at) : undefined },
      now,
    );
    const room = MOST_ALERTS - alerts.length;
    alerts.push(...read.alerts.slice(0, room));
    const tooMany = read.alerts.length > room ? [TOO_MANY] : [];
    refused.push(...[...read.refused, ...tooMany].slice(0, MOST_ALERTS - refused.length));
  }
  return { alerts, refused };
};

/** The same for a text that may be a file of either kind. */
export const readAnything = (text: string, origin: Origin, now: Date): AlertReading =>
  readSubscription(parseJson(text), origin, now) ?? readAlerts(text, origin, now);
