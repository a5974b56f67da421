import type { Ids } from '@gatehouse/core';
import { emitEvents } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { ParameterPolicy, ParameterRef, Version } from './model.ts';

type Operation = 'Create' | 'Delete' | 'LabelParameterVersion' | 'Update';

interface Told extends ParameterRef {
  readonly name: string;
}

const SOURCE = 'aws.ssm';

const send = (
  { ids }: { readonly ids: Ids },
  tx: Tx,
  { account, region, arn }: ParameterRef,
  detailType: string,
  detail: object,
  now: Date,
): Promise<void> =>
  emitEvents(
    tx,
    [
      {
        id: ids.uuid(),
        source: SOURCE,
        detailType,
        account,
        region,
        at: now,
        resources: [arn],
        detail,
      },
    ],
    now,
  );

/** "Parameter Store Change" (Systems Manager User Guide, "Setting up notifications or trigger actions based on Parameter Store events"). */
export const tellChange = (
  deps: { readonly ids: Ids },
  tx: Tx,
  parameter: Told,
  { type, description }: Pick<Version, 'description' | 'type'>,
  operation: Operation,
  now: Date,
): Promise<void> =>
  send(
    deps,
    tx,
    parameter,
    'Parameter Store Change',
    {
      operation,
      name: parameter.name,
      type,
      ...(description === undefined ? {} : { description }),
    },
    now,
  );

/** An image that is not there: the parameter was neither made nor changed ("Native parameter support for Amazon Machine Image IDs"). */
export const tellNoImage = (
  deps: { readonly ids: Ids },
  tx: Tx,
  parameter: Told,
  operation: Operation,
  now: Date,
): Promise<void> =>
  send(
    deps,
    tx,
    parameter,
    'Parameter Store Change',
    {
      exception: 'Unable to Describe Resource',
      dataType: 'aws:ec2:image',
      name: parameter.name,
      type: 'String',
      operation,
    },
    now,
  );

/** "Parameter Store Policy Action". */
export const tellPolicy = (
  deps: { readonly ids: Ids },
  tx: Tx,
  parameter: Told,
  { type }: Pick<Version, 'type'>,
  policy: ParameterPolicy,
  reason: string,
  now: Date,
): Promise<void> =>
  send(
    deps,
    tx,
    parameter,
    'Parameter Store Policy Action',
    {
      'policy-type': policy.type,
      'parameter-name': parameter.name,
      'parameter-type': type,
      'policy-content': policy.text,
      'action-status': 'Success',
      'action-reason': `${reason} This notification was generated based on the policy created at ${new Date(policy.createdAt).toISOString()}`,
    },
    now,
  );
