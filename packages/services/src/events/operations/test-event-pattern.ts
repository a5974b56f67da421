import type {
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';
import { compilePatterns } from '@gatehouse/patterns';
import { reads } from '@gatehouse/service-kit';
import { eventInvalid } from '../errors.ts';
import { eventPattern } from '../limits.ts';
import { requirePattern } from '../patterns.ts';

/** TestEventPattern API Reference, Event: fields that it must have. */
const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type'];
const ID = 'tested';

const requireEvent = (text: string): void => {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw eventInvalid();
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw eventInvalid();
  if (!REQUIRED.every((field) => Object.hasOwn(event, field))) throw eventInvalid();
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const testEventPattern = () =>
  reads<TestEventPatternRequest, TestEventPatternResponse>(
    { limits: { EventPattern: eventPattern } },
    async (input, call) => {
      await call.authorize('events:TestEventPattern', '*');
      const pattern = requirePattern(input.EventPattern ?? '');
      const event = input.Event ?? '';
      requireEvent(event);
      return { Result: compilePatterns([{ id: ID, pattern }]).match(event).length > 0 };
    },
  );
