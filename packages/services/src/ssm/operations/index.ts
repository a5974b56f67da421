import type { OperationDefinition } from '@gatehouse/service-kit';
import type { SsmParts } from '../parts.ts';
import { deleteParameter, deleteParameters } from './delete-parameters.ts';
import { describeParameters } from './describe-parameters.ts';
import { getParameterHistory } from './get-parameter-history.ts';
import { getParameter } from './get-parameter.ts';
import { getParametersByPath } from './get-parameters-by-path.ts';
import { getParameters } from './get-parameters.ts';
import { labelParameterVersion, unlabelParameterVersion } from './labels.ts';
import { putParameter } from './put-parameter.ts';
import {
  deleteResourcePolicy,
  getResourcePolicies,
  putResourcePolicy,
} from './resource-policies.ts';
import {
  getServiceSetting,
  resetServiceSetting,
  updateServiceSetting,
} from './service-settings.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tagging.ts';

export const operations = (parts: SsmParts): Readonly<Record<string, OperationDefinition>> => ({
  AddTagsToResource: addTagsToResource(),
  DeleteParameter: deleteParameter(parts),
  DeleteParameters: deleteParameters(parts),
  DeleteResourcePolicy: deleteResourcePolicy(),
  DescribeParameters: describeParameters(parts),
  GetParameter: getParameter(parts),
  GetParameterHistory: getParameterHistory(parts),
  GetParameters: getParameters(parts),
  GetParametersByPath: getParametersByPath(parts),
  GetResourcePolicies: getResourcePolicies(),
  GetServiceSetting: getServiceSetting(),
  LabelParameterVersion: labelParameterVersion(parts),
  ListTagsForResource: listTagsForResource(),
  PutParameter: putParameter(parts),
  PutResourcePolicy: putResourcePolicy(parts),
  RemoveTagsFromResource: removeTagsFromResource(),
  ResetServiceSetting: resetServiceSetting(),
  UnlabelParameterVersion: unlabelParameterVersion(),
  UpdateServiceSetting: updateServiceSetting(),
});
