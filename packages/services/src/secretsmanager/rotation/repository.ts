import type { Tx } from '@gatehouse/store';
import type { Rotation, Secret } from '../model.ts';

export const rotations = {
  /**
   * Replaces what a secret knows of its rotation if it is still what the writer has read; false: somebody was faster, and nothing
   * has changed. This decides between nodes, and between a step that ends and a caller who cancels it.
   */
  async replace(tx: Tx, secret: Secret, by: Rotation): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE secretsmanager_secret SET rotation_enabled = ?, rotation_lambda_arn = ?, rotation_rules = ?,
         last_rotated_at = ?, next_rotation_at = ?, rotation_state = ?
       WHERE id = ? AND rotation_enabled = ? AND COALESCE(rotation_state, '') = ?`,
      [
        by.enabled ? 1 : 0,
        by.lambdaArn ?? null,
        by.rules === undefined ? null : JSON.stringify(by.rules),
        by.lastRotatedAt ?? null,
        by.nextRotationAt ?? null,
        by.state ?? null,
        secret.id,
        secret.rotation.enabled ? 1 : 0,
        secret.rotation.state ?? '',
      ],
    );
    return changes > 0;
  },
};
