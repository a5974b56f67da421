import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { writes } from '@gatehouse/service-kit';
import { permittedStream } from '../access.ts';
import { append } from '../append.ts';
import { eventIdIn } from '../arrivals.ts';
import type { LogsParts } from '../deps.ts';
import { eventId } from '../model.ts';
import { GROUP_NAME, groupRef } from '../names.ts';
import { requireBatch, sortOut } from '../new-events.ts';
import { STREAM } from './log-streams.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents = (parts: LogsParts) =>
  writes<PutLogEventsRequest, PutLogEventsResponse>(
    {
      limits: {
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        logStreamName: STREAM,
        logEvents: { minLength: 1, maxLength: 10_000 },
        'logEvents[].timestamp': { minValue: 0 },
        'logEvents[].message': { minLength: 1, sensitive: true },
        sequenceToken: { minLength: 1 },
      },
      redact: ['logEvents[].message'],
      event: { data: true },
      partial: 'The entity that logs belong to is not kept.',
    },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const name = input.logStreamName ?? '';
      const { group, stream } = await permittedStream(call, 'logs:PutLogEvents', ref, name);
      const entries = (input.logEvents ?? []).map(({ timestamp, message }) => ({
        at: timestamp ?? 0,
        message: message ?? '',
      }));
      requireBatch(entries);
      await parts.groupKeys.requireOpen(call, group);
      const { taken, rejected } = sortOut(entries, group, call.now);
      const last = await append(call.tx, parts, group, stream, taken, call.now);
      // Nobody needs the token any more, and those who ask for it get one.
      const place = last ?? { at: call.now.getTime(), id: eventIdIn(parts.arrivals(), 0) };
      return { nextSequenceToken: eventId(place), rejectedLogEventsInfo: rejected };
    },
  );
