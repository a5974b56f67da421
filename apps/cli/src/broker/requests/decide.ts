import { randomUUID } from 'node:crypto';
import { type Arguments, type ExitCode, YES } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { durationOf } from '../../words.ts';
import { brokerCommand, type Place } from '../broker-command.ts';
import type { AccessRequest } from '../broker-types.ts';
import { headline } from './describe.ts';
import { fieldsOf } from './fields.ts';
import { requestId } from './request-id.ts';
import { announce, WAIT_OPTION } from './request.ts';

const COMMENT = { comment: { value: 'TEXT', help: 'for the requester and the audit' } } as const;

const told = (now: AccessRequest, given: Arguments, { terminal }: Place): ExitCode => {
  terminal.out(given.flag('json') ? `${JSON.stringify(now)}\n` : headline(now, terminal));
  return YES;
};

const commentOf = (given: Arguments): { readonly comment?: string } => {
  const comment = given.one('comment');
  return comment === undefined ? {} : { comment };
};

export const approve = brokerCommand({
  name: 'approve',
  summary: 'Approve a request of somebody else',
  usage: 'ID [options]',
  options: {
    duration: { value: 'TIME', help: 'shorter than was asked for' },
    ...COMMENT,
  },
  run: async (given, place) => {
    const id = requestId(given);
    const duration = given.one('duration');
    const body = {
      ...commentOf(given),
      ...(duration === undefined ? {} : { durationSeconds: durationOf('duration', duration) }),
    };
    const now = await place.broker.call('POST /v1/requests/{id}/approve', { path: { id }, body });
    return told(now, given, place);
  },
});

export const reject = brokerCommand({
  name: 'reject',
  summary: 'Reject a request of somebody else',
  usage: 'ID [options]',
  options: COMMENT,
  run: async (given, place) => {
    const id = requestId(given);
    const body = commentOf(given);
    return told(
      await place.broker.call('POST /v1/requests/{id}/reject', { path: { id }, body }),
      given,
      place,
    );
  },
});

export const cancel = brokerCommand({
  name: 'cancel',
  summary: 'Take a request of your own back',
  usage: 'ID',
  options: {},
  run: async (given, place) => {
    const id = requestId(given);
    return told(
      await place.broker.call('POST /v1/requests/{id}/cancel', { path: { id }, body: {} }),
      given,
      place,
    );
  },
});

export const end = brokerCommand({
  name: 'end',
  summary: 'End access before its time; its sessions are cut off',
  usage: 'ID [options]',
  options: { reason: { value: 'TEXT', help: 'for the audit' } },
  run: async (given, place) => {
    const id = requestId(given);
    const reason = given.one('reason');
    const body = reason === undefined ? {} : { reason };
    return told(
      await place.broker.call('POST /v1/requests/{id}/end', { path: { id }, body }),
      given,
      place,
    );
  },
});

export const extend = brokerCommand({
  name: 'extend',
  summary: 'Ask for more time; it is approved like the first request',
  usage: 'ID --duration 1h --reason TEXT [options]',
  options: {
    duration: { value: 'TIME', help: 'how much longer' },
    reason: { value: 'TEXT', help: 'what for' },
    ticket: { value: 'ID', help: 'the same as --field ticket=ID' },
    field: { value: 'NAME=VALUE', many: true, help: 'what the access policy asks for' },
    ...WAIT_OPTION,
  },
  run: async (given, place) => {
    const id = requestId(given);
    const body = {
      durationSeconds: durationOf('duration', given.required('duration')),
      justification: given.required('reason'),
      fields: fieldsOf(given),
    };
    const made = await place.broker.call('POST /v1/requests/{id}/extend', {
      path: { id },
      body,
      idempotencyKey: randomUUID(),
    });
    return announce(made, given, place);
  },
});

const VERDICTS = ['accepted', 'abuse'] as const;

export const review = brokerCommand({
  name: 'review',
  summary: 'Review a use of break-glass',
  usage: 'ID --verdict VERDICT [options]',
  options: {
    verdict: { value: 'VERDICT', help: 'accepted, or abuse, which ends the access' },
    ...COMMENT,
  },
  run: async (given, place) => {
    const id = requestId(given);
    const text = given.required('verdict');
    const verdict = VERDICTS.find((one) => one === text);
    if (verdict === undefined)
      throw new UsageError(`--verdict is one of ${VERDICTS.join(', ')}; not "${text}"`);
    return told(
      await place.broker.call('POST /v1/requests/{id}/review', {
        path: { id },
        body: { verdict, ...commentOf(given) },
      }),
      given,
      place,
    );
  },
});
