import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse,
  GetServiceLinkedRoleDeletionStatusRequest,
  GetServiceLinkedRoleDeletionStatusResponse,
} from '@aws-sdk/client-iam';
import { reads, tagStore, writes } from '@gatehouse/service-kit';
import { scheduleWork, type WorkHandler } from '@gatehouse/store';
import type { AccessDeps } from '../access-deps.ts';
import { authorizeRole } from '../access-subject.ts';
import { roleView } from '../access-views.ts';
import { roleArn } from '../arns.ts';
import { uniqueId } from '../ids.ts';
import { linkedRoleTemplate, linkedRoleTrust } from '../linked-roles.ts';
import { GROUP_NAME, required, requireName, ROLE_NAME } from '../names.ts';
import {
  linkedRoleExists,
  noCustomSuffix,
  noLinkedRoleTemplate,
  noSuchDeletionTask,
  noSuchRole,
} from '../policy-errors.ts';
import { holdings } from '../repositories/holdings.ts';
import { roleDeletions } from '../repositories/role-deletions.ts';
import { type Role, roles } from '../repositories/roles.ts';
import { DEFAULT_SESSION_SECONDS, ROLE_DESCRIPTION } from '../role-limits.ts';

const DELETION = 'iam.linked-role-deletion';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export const createServiceLinkedRole = ({ ids, managed }: Pick<AccessDeps, 'ids' | 'managed'>) =>
  writes<CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse>(
    {
      limits: {
        AWSServiceName: GROUP_NAME,
        Description: ROLE_DESCRIPTION,
        CustomSuffix: ROLE_NAME,
      },
    },
    async (input, call) => {
      const service = required('awsServiceName', input.AWSServiceName);
      requireName('awsServiceName', service);
      if (input.CustomSuffix !== undefined) requireName('customSuffix', input.CustomSuffix);
      const template = linkedRoleTemplate(service);
      const path = `/aws-service-role/${service}/`;
      const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`;
      const name = `${template?.roleName ?? '*'}${suffix}`;
      await call.authorize('iam:CreateServiceLinkedRole', roleArn(call.account, path, name), {
        'iam:AWSServiceName': service,
      });
      if (template === undefined) throw noLinkedRoleTemplate(service);
      if (suffix !== '' && !template.takesSuffix) throw noCustomSuffix(service);
      call.touch({ type: 'AWS::IAM::Role', name });

      const role: Role = {
        account: call.account,
        name,
        path,
        id: uniqueId(ids, 'role'),
        createdAt: call.now,
        description: input.Description,
        maxSessionSeconds: DEFAULT_SESSION_SECONDS,
        trustDocument: linkedRoleTrust(service),
        trustPrincipals: new Map(),
        boundaryArn: undefined,
        linkedService: service,
        lastUsed: undefined,
      };
      if (!(await roles.insert(call.tx, role))) throw linkedRoleExists(name);
      for (const arn of template.policyArns) {
        if ((await managed.find(call.tx, arn)) === undefined)
          throw new Error(`${arn} is not among the policies of AWS`);
        await holdings.attach(call.tx, { kind: 'role', account: call.account, id: role.id }, arn);
      }
      return { Role: await roleView(call.tx, role) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html */
export const deleteServiceLinkedRole = ({
  ids,
  delaySeconds,
}: Pick<AccessDeps, 'ids' | 'delaySeconds'>) =>
  writes<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse>(
    { limits: { RoleName: ROLE_NAME } },
    async (input, call) => {
      const { role, arn } = await authorizeRole(call, 'iam:DeleteServiceLinkedRole', input);
      if (role.linkedService === undefined) throw noSuchRole(role.name);
      const taskId = `task/aws-service-role/${role.linkedService}/${role.name}/${ids.uuid()}`;
      const deletion = { account: call.account, taskId, roleId: role.id, roleArn: arn };
      await roleDeletions.insert(call.tx, { ...deletion, status: 'IN_PROGRESS' });
      await scheduleWork(call.tx, {
        kind: DELETION,
        key: `${call.account}:${taskId}`,
        payload: JSON.stringify({ account: call.account, taskId }),
        dueAt: new Date(call.now.getTime() + delaySeconds * 1000),
      });
      return { DeletionTaskId: taskId };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html */
export const getServiceLinkedRoleDeletionStatus = () =>
  reads<GetServiceLinkedRoleDeletionStatusRequest, GetServiceLinkedRoleDeletionStatusResponse>(
    { limits: { DeletionTaskId: { minLength: 1, maxLength: 1000, sensitive: true } } },
    async (input, call) => {
      const taskId = required('deletionTaskId', input.DeletionTaskId);
      const task = await roleDeletions.find(call.tx, call.account, taskId);
      const [, , service = '', name = ''] = taskId.split('/');
      const arn = task?.roleArn ?? roleArn(call.account, `/aws-service-role/${service}/`, name);
      await call.authorize('iam:GetServiceLinkedRoleDeletionStatus', arn);
      if (task === undefined) throw noSuchDeletionTask(taskId);
      return { Status: task.status };
    },
  );

/** Does what DeleteServiceLinkedRole promised. A role that is gone by then was deleted by an earlier task. */
export const linkedRoleDeletion: Readonly<Record<string, WorkHandler>> = {
  [DELETION]: async (store, { payload }) => {
    const task = JSON.parse(payload) as { readonly account: string; readonly taskId: string };
    await store.write(async (tx) => {
      const deletion = await roleDeletions.find(tx, task.account, task.taskId);
      if (deletion === undefined) return;
      await holdings.detachAll(tx, deletion.roleId);
      await roles.delete(tx, deletion.roleId);
      await tagStore.removeAll(tx, deletion.roleArn);
      await roleDeletions.setStatus(tx, deletion, 'SUCCEEDED');
    });
  },
};
