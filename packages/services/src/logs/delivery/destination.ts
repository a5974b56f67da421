import { parseArn } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { destinations } from '../repositories/policies.ts';

const PREFIX = 'destination:';

/** The name and scope of a destination that an ARN names. */
export const destinationOfArn = (
  arn: string,
): { readonly account: string; readonly region: string; readonly name: string } | undefined => {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'logs' || !parsed.resource.startsWith(PREFIX)) return undefined;
  const { account, region, resource } = parsed;
  return { account, region, name: resource.slice(PREFIX.length) };
};

/** The function behind a destination of a subscription filter; undefined when there is none any more. */
export const targetFunction = async (tx: Tx, arn: string): Promise<string | undefined> => {
  if (parseArn(arn)?.service === 'lambda') return arn;
  const ref = destinationOfArn(arn);
  if (ref === undefined) return undefined;
  const destination = await destinations.find(tx, ref, ref.name);
  return destination?.targetArn;
};
