import type { Ids } from '@gatehouse/core';
import { type Call, emitEvents } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import type { KeyFailure } from './model.ts';

interface Notice {
  readonly event: 'attachVolume' | 'createVolume' | 'deleteVolume' | 'detachVolume';
  readonly volume: string;
  readonly result: string;
  /** Where it failed. */
  readonly failure?: KeyFailure | undefined;
  readonly kmsKey?: string | undefined;
}

/** Tells the default bus what came of a volume's action (Amazon EBS User Guide, "Amazon EventBridge events for Amazon EBS"). */
export const tellVolume = (
  { ids }: { readonly ids: Ids },
  { tx, account, region, now }: Pick<Call, 'account' | 'now' | 'region' | 'tx'>,
  { event, volume, result, failure, kmsKey }: Notice,
): Promise<void> => {
  const key = event === 'attachVolume' && failure !== undefined ? kmsKey : undefined;
  return emitEvents(
    tx,
    [
      {
        id: ids.uuid(),
        source: 'aws.ec2',
        detailType: 'EBS Volume Notification',
        account,
        region,
        at: now,
        resources: [
          arnOf({ account, region }, 'volume', volume),
          ...(key === undefined ? [] : [key]),
        ],
        detail: { event, result, cause: failure?.cause ?? '', 'request-id': ids.uuid() },
      },
    ],
    now,
  );
};
