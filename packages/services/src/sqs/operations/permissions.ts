import type { AddPermissionRequest, RemovePermissionRequest } from '@aws-sdk/client-sqs';
import { rootArn, writes } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import { isWithinPolicyQuotas } from '../attributes.ts';
import {
  actionInvalid,
  actionUnknown,
  labelExists,
  labelInvalid,
  labelUnknown,
  missingParameter,
  principalInvalid,
  tooManyActions,
  tooManyPermissions,
} from '../errors.ts';
import type { Queue } from '../model.ts';
import { queues } from '../repositories/queues.ts';

const MOST_ACTIONS = 7;
const LABEL = /^[A-Za-z0-9_-]{1,80}$/;
const ACCOUNT = /^\d{12}$/;

/** Actions that can be granted to others; with each goes its batch version. */
const GRANTABLE = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);
const OWNERS = new Set([
  'AddPermission',
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueueTags',
  'ListQueues',
  'RemovePermission',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
]);

type Statement = Readonly<Record<string, unknown>>;

interface PolicyDocument {
  readonly members: Readonly<Record<string, unknown>>;
  readonly statements: readonly Statement[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The queue's policy, or the one that its first permission begins. */
const documentOf = ({ arn, attributes }: Queue): PolicyDocument => {
  const text = attributes.get('Policy');
  if (text === undefined)
    return {
      members: { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] },
      statements: [],
    };
  const members: unknown = JSON.parse(text);
  if (!isObject(members)) throw new Error(`the policy of ${arn} is stored as no object`);
  return { members, statements: [members['Statement']].flat().filter(isObject) };
};

const textOf = ({ members }: PolicyDocument, statements: readonly Statement[]): string =>
  JSON.stringify({ ...members, Statement: statements });

const oneOrMany = (values: readonly string[]): unknown =>
  values.length === 1 ? values[0] : values;

const requireActions = (actions: readonly string[]): void => {
  if (actions.length === 0) throw missingParameter('Actions');
  if (actions.length > MOST_ACTIONS) throw tooManyActions(actions.length);
  for (const action of actions) {
    if (OWNERS.has(action)) throw actionInvalid(action);
    if (!GRANTABLE.has(action)) throw actionUnknown(action);
  }
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
export const addPermission = () =>
  writes<AddPermissionRequest, object>({}, async (input, call) => {
    const queue = await permittedQueueOfUrl(call, 'sqs:AddPermission', input.QueueUrl);
    const label = input.Label ?? '';
    const actions = input.Actions ?? [];
    const accounts = input.AWSAccountIds ?? [];
    requireActions(actions);
    if (!LABEL.test(label)) throw labelInvalid(label);
    if (accounts.length === 0 || !accounts.every((id) => ACCOUNT.test(id)))
      throw principalInvalid(accounts);

    const document = documentOf(queue);
    if (document.statements.some(({ Sid }) => Sid === label)) throw labelExists(label);
    const statement: Statement = {
      Sid: label,
      Effect: 'Allow',
      Principal: { AWS: oneOrMany(accounts.map(rootArn)) },
      Action: oneOrMany(actions.map((action) => `SQS:${action}`)),
      Resource: queue.arn,
    };
    const policy = textOf(document, [...document.statements, statement]);
    if (!isWithinPolicyQuotas(policy)) throw tooManyPermissions();
    await queues.update(
      call.tx,
      queue,
      new Map([...queue.attributes, ['Policy', policy]]),
      call.now,
    );
    return {};
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
export const removePermission = () =>
  writes<RemovePermissionRequest, object>({}, async (input, call) => {
    const queue = await permittedQueueOfUrl(call, 'sqs:RemovePermission', input.QueueUrl);
    const label = input.Label ?? '';
    const document = documentOf(queue);
    const left = document.statements.filter(({ Sid }) => Sid !== label);
    if (left.length === document.statements.length) throw labelUnknown(label);
    const attributes = new Map(queue.attributes);
    if (left.length === 0) attributes.delete('Policy');
    else attributes.set('Policy', textOf(document, left));
    await queues.update(call.tx, queue, attributes, call.now);
    return {};
  });
