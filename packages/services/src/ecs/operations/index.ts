import type { OperationDefinition } from '@gatehouse/service-kit';
import type { EcsDeps } from '../deps.ts';
import {
  deleteAccountSetting,
  listAccountSettings,
  putAccountSetting,
  putAccountSettingDefault,
} from './account-settings.ts';
import { deleteCapacityProvider, updateCapacityProvider } from './change-capacity-provider.ts';
import { deleteTaskSet, updateServicePrimaryTaskSet, updateTaskSet } from './change-task-set.ts';
import { createCapacityProvider } from './create-capacity-provider.ts';
import { createCluster } from './create-cluster.ts';
import { createService } from './create-service.ts';
import { createTaskSet } from './create-task-set.ts';
import { deleteCluster } from './delete-cluster.ts';
import { deleteService } from './delete-service.ts';
import { deleteTaskDefinitions } from './delete-task-definitions.ts';
import { deregisterContainerInstance } from './deregister-container-instance.ts';
import { deregisterTaskDefinition } from './deregister-task-definition.ts';
import { describeCapacityProviders } from './describe-capacity-providers.ts';
import { describeClusters } from './describe-clusters.ts';
import { describeContainerInstances } from './describe-container-instances.ts';
import { describeServices } from './describe-services.ts';
import { describeTaskDefinition } from './describe-task-definition.ts';
import { describeTaskSets } from './describe-task-sets.ts';
import { describeTasks } from './describe-tasks.ts';
import { listAttributes } from './list-attributes.ts';
import { listClusters } from './list-clusters.ts';
import { listContainerInstances } from './list-container-instances.ts';
import { listServices, listServicesByNamespace } from './list-services.ts';
import { listTaskDefinitionFamilies } from './list-task-definition-families.ts';
import { listTaskDefinitions } from './list-task-definitions.ts';
import { listTasks } from './list-tasks.ts';
import { deleteAttributes, putAttributes } from './put-attributes.ts';
import { putClusterCapacityProviders } from './put-cluster-capacity-providers.ts';
import { registerContainerInstance } from './register-container-instance.ts';
import { registerTaskDefinition } from './register-task-definition.ts';
import { runTask } from './run-task.ts';
import { startTask } from './start-task.ts';
import { stopTask } from './stop-task.ts';
import { listTagsForResource, tagResource, untagResource } from './tag-resource.ts';
import { getTaskProtection, updateTaskProtection } from './task-protection.ts';
import { updateCluster, updateClusterSettings } from './update-cluster.ts';
import {
  updateContainerAgent,
  updateContainerInstancesState,
} from './update-container-instances.ts';
import { updateService } from './update-service.ts';

export const operations = (deps: EcsDeps): Readonly<Record<string, OperationDefinition>> => ({
  CreateCapacityProvider: createCapacityProvider(),
  CreateCluster: createCluster(),
  CreateService: createService(deps),
  CreateTaskSet: createTaskSet(deps),
  DeleteAccountSetting: deleteAccountSetting(),
  DeleteAttributes: deleteAttributes(),
  DeleteCapacityProvider: deleteCapacityProvider(deps),
  DeleteCluster: deleteCluster(),
  DeleteService: deleteService(),
  DeleteTaskDefinitions: deleteTaskDefinitions(deps),
  DeleteTaskSet: deleteTaskSet(),
  DeregisterContainerInstance: deregisterContainerInstance(deps),
  DeregisterTaskDefinition: deregisterTaskDefinition(),
  DescribeCapacityProviders: describeCapacityProviders(deps),
  DescribeClusters: describeClusters(),
  DescribeContainerInstances: describeContainerInstances(),
  DescribeServices: describeServices(),
  DescribeTaskDefinition: describeTaskDefinition(),
  DescribeTaskSets: describeTaskSets(),
  DescribeTasks: describeTasks(),
  GetTaskProtection: getTaskProtection(),
  ListAccountSettings: listAccountSettings(deps),
  ListAttributes: listAttributes(deps),
  ListClusters: listClusters(deps),
  ListContainerInstances: listContainerInstances(deps),
  ListServices: listServices(deps),
  ListServicesByNamespace: listServicesByNamespace(deps),
  ListTagsForResource: listTagsForResource(),
  ListTaskDefinitionFamilies: listTaskDefinitionFamilies(deps),
  ListTaskDefinitions: listTaskDefinitions(deps),
  ListTasks: listTasks(deps),
  PutAccountSetting: putAccountSetting(),
  PutAccountSettingDefault: putAccountSettingDefault(),
  PutAttributes: putAttributes(),
  PutClusterCapacityProviders: putClusterCapacityProviders(),
  RegisterContainerInstance: registerContainerInstance(deps),
  RegisterTaskDefinition: registerTaskDefinition(),
  RunTask: runTask(deps),
  StartTask: startTask(deps),
  StopTask: stopTask(deps),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  UpdateCapacityProvider: updateCapacityProvider(deps),
  UpdateCluster: updateCluster(),
  UpdateClusterSettings: updateClusterSettings(),
  UpdateContainerAgent: updateContainerAgent(),
  UpdateContainerInstancesState: updateContainerInstancesState(deps),
  UpdateService: updateService(deps),
  UpdateServicePrimaryTaskSet: updateServicePrimaryTaskSet(),
  UpdateTaskProtection: updateTaskProtection(),
  UpdateTaskSet: updateTaskSet(),
});
