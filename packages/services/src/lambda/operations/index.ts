import type { OperationDefinition } from '@gatehouse/service-kit';
import type { LambdaDeps } from '../deps.ts';
import type { Executions } from '../execution.ts';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.ts';
import {
  deleteFunctionConcurrency,
  getAccountSettings,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './concurrency.ts';
import { createFunction } from './create-function.ts';
import { deleteFunction } from './delete-function.ts';
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from './event-invoke-config.ts';
import { getFunction, getFunctionConfiguration } from './get-function.ts';
import { invoke } from './invoke.ts';
import { listFunctions, listVersionsByFunction } from './list-functions.ts';
import { addPermission, getPolicy, removePermission } from './permissions.ts';
import { publishVersion } from './publish-version.ts';
import { listTags, tagResource, untagResource } from './tags.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

export const operations = (
  deps: LambdaDeps,
  executions: Executions,
): Readonly<Record<string, OperationDefinition>> => ({
  AddPermission: addPermission(deps),
  CreateAlias: createAlias(deps),
  CreateFunction: createFunction(deps),
  DeleteAlias: deleteAlias(),
  DeleteFunction: deleteFunction(deps),
  DeleteFunctionConcurrency: deleteFunctionConcurrency(),
  DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig(),
  GetAccountSettings: getAccountSettings(),
  GetAlias: getAlias(),
  GetFunction: getFunction(deps),
  GetFunctionConcurrency: getFunctionConcurrency(),
  GetFunctionConfiguration: getFunctionConfiguration(deps),
  GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig(),
  GetPolicy: getPolicy(),
  Invoke: invoke(deps, executions),
  ListAliases: listAliases(deps),
  ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs(deps),
  ListFunctions: listFunctions(deps),
  ListTags: listTags(),
  ListVersionsByFunction: listVersionsByFunction(deps),
  PublishVersion: publishVersion(deps),
  PutFunctionConcurrency: putFunctionConcurrency(),
  PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig(),
  RemovePermission: removePermission(deps),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  UpdateAlias: updateAlias(deps),
  UpdateFunctionCode: updateFunctionCode(deps),
  UpdateFunctionConfiguration: updateFunctionConfiguration(deps),
  UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig(),
});
