import type { DeleteDBInstanceMessage, DeleteDBInstanceResult } from '@aws-sdk/client-rds';
import { tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorized } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { invalidCombination, invalidState } from '../errors.ts';
import { finalSnapshot } from '../final-snapshot.ts';
import { begin } from '../moves.ts';
import { takeSnapshot } from '../snapshots/new-snapshot.ts';
import { viewedInstance } from './view.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
export const deleteDBInstance = (deps: RdsDeps) =>
  writes<DeleteDBInstanceMessage, DeleteDBInstanceResult>(
    { partial: 'there are no automated backups to retain' },
    async (input, call) => {
      const instance = await authorized(call, 'DeleteDBInstance', 'db', input.DBInstanceIdentifier);
      const { details, id, parent } = instance;
      if (parent !== undefined && input.FinalDBSnapshotIdentifier !== undefined)
        throw invalidCombination(
          'FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance',
        );
      const last = parent === undefined ? finalSnapshot('snapshot', input) : undefined;
      if (details.status === 'deleting')
        throw invalidState('db', `Instance ${id} is already being deleted.`);
      if (details.deletionProtection)
        throw invalidCombination(
          'Cannot delete protected DB Instance, please disable deletion protection and try again.',
        );
      if (last !== undefined) {
        if (!details.hasEndpoint || details.encryption?.closedAt !== undefined)
          throw invalidState(
            'db',
            `Instance ${id} is currently ${details.status} - a final snapshot cannot be taken.`,
          );
        await takeSnapshot(deps, call, instance, last);
      }
      const tags = await tagStore.of(call.tx, arnOfResource(instance));
      const begun = await begin(call.tx, deps, instance, 'deleting', call.now);
      return { DBInstance: await viewedInstance(call, begun, tags) };
    },
  );
