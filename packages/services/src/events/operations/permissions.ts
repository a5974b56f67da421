import type { PutPermissionRequest, RemovePermissionRequest } from '@aws-sdk/client-eventbridge';
import { writes } from '@gatehouse/service-kit';
import { permittedBus } from '../access.ts';
import { requirePolicy, withoutPermission, withPermission } from '../bus-policy.ts';
import {
  invalidParameter,
  missingParameters,
  permissionActionUnknown,
  statementNotFound,
} from '../errors.ts';
import { ownBusName } from '../limits.ts';
import type { BusRef } from '../model.ts';
import { buses } from '../repositories/buses.ts';

const statementId = { minLength: 1, maxLength: 64, pattern: '[a-zA-Z0-9\\-_]+' };

/** The one condition that a permission of this form can have (PutPermission API Reference, Condition). */
const requireCondition = ({ Condition, Principal }: PutPermissionRequest): void => {
  if (Condition === undefined) return;
  if (Condition.Type !== 'StringEquals') throw invalidParameter('Condition.Type');
  if (Condition.Key !== 'aws:PrincipalOrgID') throw invalidParameter('Condition.Key');
  if (Principal !== '*')
    throw invalidParameter('Principal', 'It must be * where a Condition is given.');
};

const newPolicy = (bus: BusRef & { policy?: string | undefined }, input: PutPermissionRequest) => {
  const { Policy, Action, Principal, StatementId, Condition } = input;
  if (Policy !== undefined) {
    const others = [Action, Principal, StatementId, Condition];
    if (others.some((member) => member !== undefined))
      throw invalidParameter(
        'Policy',
        'It stands alone, without Action, Principal or StatementId.',
      );
    return Policy;
  }
  if (Action === undefined || Principal === undefined || StatementId === undefined)
    throw missingParameters('Action, Principal and StatementId, or Policy');
  if (Action !== 'events:PutEvents') throw permissionActionUnknown();
  requireCondition(input);
  return withPermission(bus, bus.policy, {
    statementId: StatementId,
    principal: Principal,
    condition: Condition,
  });
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export const putPermission = () =>
  writes<PutPermissionRequest, Record<string, never>>(
    {
      limits: {
        EventBusName: ownBusName,
        Action: { minLength: 1, maxLength: 64, pattern: 'events:[a-zA-Z]+' },
        Principal: { minLength: 1, maxLength: 12, pattern: '(\\d{12}|\\*)' },
        StatementId: statementId,
      },
    },
    async (input, call) => {
      const bus = await permittedBus(call, input.EventBusName, { action: 'events:PutPermission' });
      const policy = newPolicy(bus, input);
      requirePolicy(policy);
      await buses.save(call.tx, { ...bus, policy }, call.now);
      return {};
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export const removePermission = () =>
  writes<RemovePermissionRequest, Record<string, never>>(
    { limits: { EventBusName: ownBusName, StatementId: statementId } },
    async (input, call) => {
      const bus = await permittedBus(call, input.EventBusName, {
        action: 'events:RemovePermission',
      });
      if (input.RemoveAllPermissions !== true && input.StatementId === undefined)
        throw statementNotFound();
      const policy =
        input.RemoveAllPermissions === true
          ? undefined
          : withoutPermission(bus.policy, input.StatementId ?? '');
      await buses.save(call.tx, { ...bus, policy }, call.now);
      return {};
    },
  );
