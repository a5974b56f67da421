import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';

/** A custom attribute; null: it has no value. */
interface StoredAttribute {
  readonly containerInstance: string;
  readonly name: string;
  readonly value: string | null;
}

export const attributes = {
  async ofCluster(tx: Tx, scope: Scope, cluster: string): Promise<StoredAttribute[]> {
    return tx.all(
      `SELECT container_instance AS "containerInstance", name, attribute_value AS value
       FROM ecs_attribute WHERE account = ? AND region = ? AND cluster = ?
       ORDER BY container_instance, name`,
      [scope.account, scope.region, cluster],
    );
  },

  async put(tx: Tx, scope: Scope, cluster: string, attribute: StoredAttribute): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_attribute (account, region, cluster, container_instance, name, attribute_value)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, cluster, container_instance, name)
       DO UPDATE SET attribute_value = excluded.attribute_value`,
      [
        scope.account,
        scope.region,
        cluster,
        attribute.containerInstance,
        attribute.name,
        attribute.value,
      ],
    );
  },

  async remove(
    tx: Tx,
    scope: Scope,
    cluster: string,
    containerInstance: string,
    name: string,
  ): Promise<void> {
    await tx.run(
      `DELETE FROM ecs_attribute WHERE account = ? AND region = ? AND cluster = ? AND container_instance = ?
       AND name = ?`,
      [scope.account, scope.region, cluster, containerInstance, name],
    );
  },

  async removeAll(tx: Tx, scope: Scope, cluster: string, containerInstance: string): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_attribute WHERE account = ? AND region = ? AND cluster = ? AND container_instance = ?',
      [scope.account, scope.region, cluster, containerInstance],
    );
  },
};
