import type { OperationDefinition } from '@gatehouse/service-kit';
import type { EcsDeps } from '../deps.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import { deleteTaskDefinitions } from './delete-task-definitions.ts';
import { deregisterTaskDefinition } from './deregister-task-definition.ts';
import { describeClusters } from './describe-clusters.ts';
import { describeTaskDefinition } from './describe-task-definition.ts';
import { describeTasks } from './describe-tasks.ts';
import { listClusters } from './list-clusters.ts';
import { listTaskDefinitionFamilies } from './list-task-definition-families.ts';
import { listTaskDefinitions } from './list-task-definitions.ts';
import { listTasks } from './list-tasks.ts';
import { putClusterCapacityProviders } from './put-cluster-capacity-providers.ts';
import { registerTaskDefinition } from './register-task-definition.ts';
import { runTask } from './run-task.ts';
import { startTask } from './start-task.ts';
import { stopTask } from './stop-task.ts';
import { listTagsForResource, tagResource, untagResource } from './tag-resource.ts';
import { updateCluster, updateClusterSettings } from './update-cluster.ts';

export const operations = (deps: EcsDeps): Readonly<Record<string, OperationDefinition>> => ({
  CreateCluster: createCluster(),
  DeleteCluster: deleteCluster(),
  DeleteTaskDefinitions: deleteTaskDefinitions(deps),
  DeregisterTaskDefinition: deregisterTaskDefinition(),
  DescribeClusters: describeClusters(),
  DescribeTaskDefinition: describeTaskDefinition(),
  DescribeTasks: describeTasks(),
  ListClusters: listClusters(deps),
  ListTagsForResource: listTagsForResource(),
  ListTaskDefinitionFamilies: listTaskDefinitionFamilies(deps),
  ListTaskDefinitions: listTaskDefinitions(deps),
  ListTasks: listTasks(deps),
  PutClusterCapacityProviders: putClusterCapacityProviders(),
  RegisterTaskDefinition: registerTaskDefinition(),
  RunTask: runTask(deps),
  StartTask: startTask(deps),
  StopTask: stopTask(deps),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  UpdateCluster: updateCluster(),
  UpdateClusterSettings: updateClusterSettings(),
});
