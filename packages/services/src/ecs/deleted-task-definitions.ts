import { tagStore, type ServiceDeps } from '@gatehouse/service-kit';
import { scheduleWork, type WorkHandler } from '@gatehouse/store';
import { taskDefinitionArn } from './arns.ts';
import { taskDefinitions } from './repositories/task-definitions.ts';
import { later, nameIn, payloadOf } from './work.ts';

const LOOK_AGAIN_SECONDS = 60;

/** Removes a task definition whose deletion was asked for, once no task of its family runs. */
export const removeTaskDefinition =
  ({ clock }: Pick<ServiceDeps, 'clock'>): WorkHandler =>
  async (store, work) => {
    const payload = payloadOf(work);
    const family = nameIn(payload, 'family');
    const revision = Number(nameIn(payload, 'revision'));
    await store.write(async (tx) => {
      if (await taskDefinitions.inUse(tx, payload, family)) {
        const dueAt = later(clock.now(), LOOK_AGAIN_SECONDS);
        await scheduleWork(tx, { kind: work.kind, key: work.key, payload: work.payload, dueAt });
        return;
      }
      await taskDefinitions.delete(tx, payload, family, revision);
      await tagStore.removeAll(tx, taskDefinitionArn(payload, family, revision));
    });
  };
