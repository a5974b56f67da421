import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  assumeStatement,
  documentOf,
  poolStatement,
  type Statement,
  taskTrust,
} from '../iam/documents.ts';
import { ownRole } from '../iam/roles.ts';
import type { DeploySettings } from '../settings.ts';
import type { Records } from './records.ts';

const allow = (Sid: string, Action: readonly string[], Resource: string): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

/** What the broker is: it becomes other roles, and may do nothing else but read its people and leave notices and checkpoints. */
export const createTaskRole = (
  scope: Construct,
  settings: DeploySettings,
  { notices, checkpoints, key }: Records,
): CfnRole => {
  const { people } = settings.service;
  return ownRole(scope, 'TaskRole', {
    name: settings.brokerRoleName,
    description: 'The access broker',
    trust: taskTrust(settings),
    policy: documentOf(
      assumeStatement(settings),
      ...(people.kind === 'cognito' ? [poolStatement(settings, people.userPoolId)] : []),
      allow('Tell', ['sns:Publish'], notices.topicArn),
      allow('EncryptNotices', ['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn),
      allow('KeepCheckpoints', ['s3:PutObject'], checkpoints.arnForObjects('audit/*')),
    ),
  });
};
