import { CONSOLE, OWN, STRANGER, record, session, times } from '../rules.fixture.ts';
import { type Case, DENIED, login, trust } from './case.fixture.ts';

export const IDENTITY_CASES: Readonly<Record<string, Case>> = {
  'console login without MFA': {
    rule: 'attack.console-login-without-mfa',
    records: [login({})],
    near: [login({}, 'Yes'), login(CONSOLE)],
  },
  'root login without MFA': {
    rule: 'attack.root-login-without-mfa',
    severity: 'HIGH',
    records: [
      login({
        userIdentity: {
          type: 'Root',
          principalId: OWN,
          arn: `arn:aws:iam::${OWN}:root`,
          accountId: OWN,
        },
      }),
    ],
    near: [
      login(
        {
          userIdentity: {
            type: 'Root',
            principalId: OWN,
            arn: `arn:aws:iam::${OWN}:root`,
            accountId: OWN,
          },
        },
        'Yes',
      ),
    ],
  },
  'federation token': {
    rule: 'attack.federation-token',
    records: [
      record('sts:GetFederationToken', {
        name: 'tmp',
        policyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
        durationSeconds: 129_600,
      }),
    ],
    near: [record('sts:GetSessionToken', { durationSeconds: 3600 })],
  },
  'console session of a federation token': {
    rule: 'attack.console-by-federation-token',
    records: [
      record('signin:GetSigninToken', null, {
        userIdentity: {
          type: 'FederatedUser',
          principalId: `${OWN}:tmp`,
          arn: `arn:aws:sts::${OWN}:federated-user/tmp`,
          accountId: OWN,
        },
      }),
    ],
    near: [record('signin:GetSigninToken', null, CONSOLE)],
  },
  'a quarantined key': {
    rule: 'attack.key-quarantined',
    severity: 'HIGH',
    records: [
      record('iam:AttachUserPolicy', {
        userName: 'ci',
        policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2',
      }),
    ],
    near: [
      record('iam:AttachUserPolicy', {
        userName: 'ci',
        policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    ],
  },
  'password guessing': {
    rule: 'attack.console-password-guessing',
    records: times(9, () =>
      record('signin:ConsoleLogin', null, {
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
      }),
    ),
    near: times(3, () =>
      record('signin:ConsoleLogin', null, {
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
      }),
    ),
  },
  'role guessing': {
    rule: 'attack.role-guessing',
    records: times(12, (at) =>
      record(
        'sts:AssumeRole',
        { roleArn: `arn:aws:iam::${OWN}:role/r${at}`, roleSessionName: 'x' },
        DENIED,
      ),
    ),
    near: times(12, () =>
      record(
        'sts:AssumeRole',
        { roleArn: `arn:aws:iam::${OWN}:role/one`, roleSessionName: 'x' },
        DENIED,
      ),
    ),
  },
  'backdoored role trust': {
    rule: 'attack.role-trusts-stranger',
    severity: 'HIGH',
    records: [
      record('iam:UpdateAssumeRolePolicy', {
        roleName: 'app',
        policyDocument: trust(`arn:aws:iam::${STRANGER}:root`),
      }),
    ],
    near: [
      record('iam:UpdateAssumeRolePolicy', {
        roleName: 'app',
        policyDocument: trust(`arn:aws:iam::${OWN}:root`),
      }),
      record('iam:UpdateAssumeRolePolicy', {
        roleName: 'vendor',
        policyDocument: trust(`arn:aws:iam::${STRANGER}:root`, {
          StringEquals: { 'sts:ExternalId': 'x' },
        }),
      }),
    ],
  },
  'role made for a stranger': {
    rule: 'attack.role-made-for-stranger',
    records: [
      record('iam:CreateRole', {
        roleName: 'support',
        assumeRolePolicyDocument: encodeURIComponent(trust(STRANGER)),
      }),
    ],
    near: [record('iam:CreateRole', { roleName: 'support', assumeRolePolicyDocument: trust(OWN) })],
  },
  'access key of another user': {
    rule: 'attack.access-key-for-another',
    records: [record('iam:CreateAccessKey', { userName: 'backup' })],
    near: [
      record('iam:CreateAccessKey', { userName: 'alice' }),
      record('iam:CreateAccessKey', null),
    ],
  },
  'login profile': {
    rule: 'attack.console-password-for-another',
    records: [
      record('iam:CreateLoginProfile', { userName: 'backup', passwordResetRequired: false }),
    ],
    near: [record('iam:ChangePassword', null)],
  },
  'login profile changed': {
    rule: 'attack.console-password-for-another',
    records: [record('iam:UpdateLoginProfile', { userName: 'root-admin' })],
    near: [record('iam:UpdateLoginProfile', { userName: 'alice' })],
  },
  'admin user': {
    rule: 'attack.admin-user',
    records: [
      record('iam:AttachUserPolicy', {
        userName: 'mallory',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ],
    near: [
      record('iam:AttachUserPolicy', {
        userName: 'bob',
        policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
    ],
  },
  'inline policy of everything': {
    rule: 'attack.admin-user',
    records: [
      record('iam:PutUserPolicy', {
        userName: 'mallory',
        policyName: 'x',
        policyDocument:
          '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
      }),
    ],
    near: [
      record('iam:PutUserPolicy', {
        userName: 'bob',
        policyName: 'x',
        policyDocument:
          '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
      }),
    ],
  },
  'admin role': {
    rule: 'attack.admin-role',
    records: [
      record('iam:AttachRolePolicy', {
        roleName: 'x',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ],
    near: [
      record('iam:AttachRolePolicy', {
        roleName: 'x',
        policyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      }),
    ],
  },
  "somebody else's MFA device": {
    rule: 'attack.mfa-removed-from-another',
    records: [
      record('iam:DeactivateMFADevice', {
        userName: 'bob',
        serialNumber: `arn:aws:iam::${OWN}:mfa/bob`,
      }),
    ],
    near: [
      record('iam:DeactivateMFADevice', {
        userName: 'alice',
        serialNumber: `arn:aws:iam::${OWN}:mfa/alice`,
      }),
    ],
  },
  'roles anywhere': {
    rule: 'attack.trust-anchor-created',
    records: [
      record('rolesanywhere:CreateTrustAnchor', {
        name: 'malicious-trust-anchor',
        enabled: true,
        source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: {} },
      }),
    ],
    near: [record('rolesanywhere:ListTrustAnchors', null)],
  },
  'SAML provider': {
    rule: 'attack.identity-provider-added',
    records: [
      record('iam:UpdateSAMLProvider', { sAMLProviderArn: `arn:aws:iam::${OWN}:saml-provider/x` }),
    ],
    near: [record('iam:ListSAMLProviders', null)],
  },
  'lambda permission for everybody': {
    rule: 'workload.access-shared',
    records: [
      record('lambda:AddPermission20150331v2', {
        functionName: 'orders',
        statementId: 'backdoor',
        action: 'lambda:InvokeFunction',
        principal: '*',
      }),
    ],
    near: [
      record('lambda:AddPermission20150331v2', {
        functionName: 'orders',
        statementId: 'api',
        action: 'lambda:InvokeFunction',
        principal: 'apigateway.amazonaws.com',
        sourceArn: 'arn:aws:execute-api:us-east-1:111122223333:x/*',
      }),
    ],
  },
  'lambda code': {
    rule: 'attack.function-changed-by-user',
    records: [
      record('lambda:UpdateFunctionCode20150331v2', {
        functionName: 'orders',
        publish: false,
        dryRun: false,
      }),
    ],
    near: [
      record(
        'lambda:UpdateFunctionCode20150331v2',
        { functionName: 'orders' },
        session('deploy', 'ci'),
      ),
    ],
  },
  'lambda layer': {
    rule: 'attack.function-changed-by-user',
    records: [
      record('lambda:UpdateFunctionConfiguration20150331v2', {
        functionName: 'orders',
        layers: [`arn:aws:lambda:us-east-1:${OWN}:layer:ext:1`],
      }),
    ],
    near: [
      record('lambda:UpdateFunctionConfiguration20150331v2', {
        functionName: 'orders',
        timeout: 5,
      }),
    ],
  },
  'group of administrators': {
    rule: 'attack.added-to-admin-group',
    records: [record('iam:AddUserToGroup', { userName: 'x', groupName: 'Administrators' })],
    near: [record('iam:AddUserToGroup', { userName: 'x', groupName: 'readers' })],
  },
  'root session': {
    rule: 'attack.root-session',
    records: [record('sts:AssumeRoot', { targetPrincipal: OWN })],
    near: [record('sts:AssumeRole', { roleArn: 'x' })],
  },
};
