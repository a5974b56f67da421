import type { UnsuccessfulItem } from '@aws-sdk/client-ec2';
import type { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { arnOf } from './arns.ts';
import { authorized, region } from './authorization.ts';
import { notFound } from './errors.ts';
import { isIdOf } from './kinds.ts';
import type { Kind, Resource } from './model.ts';
import { resources } from './repositories/resources.ts';

type Found<K extends Kind> =
  | { readonly resource: Resource<K> }
  | { readonly resource: undefined; readonly failure: UnsuccessfulItem };

/** A resource that a batch names, or the entry of what is not there: some of a batch may fail and the rest is done. */
export const unsuccessful = async <K extends Kind>(
  call: Call,
  operation: string,
  kind: K,
  id: string,
): Promise<Found<K>> => {
  const known = isIdOf(kind, id) ? await resources.find(call.tx, call, kind, id) : undefined;
  if (known !== undefined) return { resource: await authorized(call, operation, kind, id) };
  await call.authorize(`ec2:${operation}`, arnOf(call, kind, id), region(call));
  const { name, message }: AwsError = notFound(kind, id);
  return {
    resource: undefined,
    failure: { ResourceId: id, Error: { Code: name, Message: message } },
  };
};
