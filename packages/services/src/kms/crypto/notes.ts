import type { Call } from '@gatehouse/service-kit';

/** CloudTrail's `additionalEventData` names the material that a symmetric key was used with. */
export const noteMaterial = (call: Pick<Call, 'remark'>, material: string | undefined): void => {
  if (material !== undefined) call.remark({ keyMaterialId: material });
};
