import type { Service, ServiceDeps } from '@gatehouse/service-kit';
import { getResources } from './operations/get-resources.ts';
import { getTagKeys, getTagValues } from './operations/get-tag-keys.ts';
import { tagResources, untagResources } from './operations/tag-resources.ts';

/** Resource Groups Tagging API: the tags of every service's resources, found and changed in one place. */
export const createTagging = (deps: Pick<ServiceDeps, 'pages'>): Service => ({
  id: 'tag',
  eventSource: 'tagging.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'InvalidParameterException',
  operations: {
    GetResources: getResources(deps),
    GetTagKeys: getTagKeys(deps),
    GetTagValues: getTagValues(deps),
    TagResources: tagResources(),
    UntagResources: untagResources(),
  },
  migrations: [],
});
