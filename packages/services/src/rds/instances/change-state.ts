import type {
  RebootDBInstanceMessage,
  RebootDBInstanceResult,
  StartDBInstanceMessage,
  StartDBInstanceResult,
  StopDBInstanceMessage,
  StopDBInstanceResult,
} from '@aws-sdk/client-rds';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorized, authorizeNamed } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { RECOVERABLE } from '../encryption/access-loss.ts';
import { requireOpen } from '../encryption/as-caller.ts';
import { engineNamed } from '../engines.ts';
import { invalidCombination, invalidState, notAvailable } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Resource } from '../model.ts';
import { begin } from '../moves.ts';
import { takeSnapshot } from '../snapshots/new-snapshot.ts';
import { viewedInstance } from './view.ts';

/** Aurora's instances stop and start with their cluster. */
const requireOwnState = ({ details, parent }: Resource<'db'>): void => {
  if (parent !== undefined)
    throw invalidCombination(
      `${engineNamed(details.engine).name} DB instances are not eligible for stopping and starting.`,
    );
};

const moved = async (
  deps: RdsDeps,
  call: Call,
  instance: Resource<'db'>,
  status: string,
): Promise<StartDBInstanceResult> => {
  const begun = await begin(call.tx, deps, instance, status, call.now);
  const tags = await tagStore.of(call.tx, arnOfResource(instance));
  return { DBInstance: await viewedInstance(call, begun, tags) };
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstance.html */
export const startDBInstance = (deps: RdsDeps) =>
  writes<StartDBInstanceMessage, StartDBInstanceResult>({}, async (input, call) => {
    const instance = await authorized(call, 'StartDBInstance', 'db', input.DBInstanceIdentifier);
    requireOwnState(instance);
    if (!['stopped', RECOVERABLE].includes(instance.details.status))
      throw invalidState('db', `Instance ${instance.id} is not stopped, it cannot be started.`);
    await requireOpen(call, instance);
    return moved(deps, call, instance, 'starting');
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstance.html */
export const stopDBInstance = (deps: RdsDeps) =>
  writes<StopDBInstanceMessage, StopDBInstanceResult>(
    { partial: 'does not start again after seven days' },
    async (input, call) => {
      const instance = await authorized(call, 'StopDBInstance', 'db', input.DBInstanceIdentifier);
      const snapshotId = input.DBSnapshotIdentifier;
      if (snapshotId !== undefined)
        await authorizeNamed(call, 'StopDBInstance', 'snapshot', snapshotId);
      requireOwnState(instance);
      if (instance.details.status !== 'available') throw notAvailable('db', instance.id);
      if (snapshotId !== undefined)
        await takeSnapshot(deps, call, instance, newIdentifier('snapshot', snapshotId));
      return moved(deps, call, instance, 'stopping');
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html */
export const rebootDBInstance = (deps: RdsDeps) =>
  writes<RebootDBInstanceMessage, RebootDBInstanceResult>({}, async (input, call) => {
    const instance = await authorized(call, 'RebootDBInstance', 'db', input.DBInstanceIdentifier);
    if (instance.details.status !== 'available') throw notAvailable('db', instance.id);
    if (input.ForceFailover === true && !instance.details.multiAz)
      throw invalidCombination(
        'ForceFailover cannot be specified since the instance is not configured for either MultiAZ or High Availability',
      );
    return moved(deps, call, instance, 'rebooting');
  });
