import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Checked } from './checked.ts';

/** A role that people ask for. */
export interface BrokeredRoleSettings {
  readonly name: string;
  /** `/` or `/name/…/`. */
  readonly path: string;
  readonly description: string;
  /** `${AWS::Partition}` and `${AWS::AccountId}` are filled in. */
  readonly managedPolicies: readonly string[];
  /** Statements of the role's own policy. */
  readonly statements: readonly object[];
  /** ARN of a managed policy that limits whatever the role is given. */
  readonly permissionsBoundary: string | undefined;
  readonly maxSessionSeconds: number;
}

/** The same roles for every account that gets this template. */
export interface TargetSettings {
  readonly name: string;
  readonly roles: readonly BrokeredRoleSettings[];
}

export type PeopleSettings =
  | { readonly kind: 'cognito'; readonly userPoolId: string; readonly clientId: string }
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      readonly audience: string;
      readonly groupsClaim: string;
    };

export interface MailSettings {
  /** `smtp://user@host:port`, where STARTTLS is demanded, or `smtps://…`. */
  readonly url: string;
  readonly from: string;
  /** ARN of the secret whose text is the password. */
  readonly passwordSecretArn: string;
}

export interface ServiceSettings {
  /** Where people's browsers reach the broker, https. */
  readonly consoleUrl: string;
  readonly people: PeopleSettings;
  /** Without it, mails are kept and not sent; the topic hears of everything nevertheless. */
  readonly mail: MailSettings | undefined;
  /** The first access policy, as text. */
  readonly accessPolicy: string;
  /** Regions whose CloudTrail events are read. */
  readonly regions: readonly string[];
  readonly vpcCidr: string;
  /** From where the load balancer is reached. */
  readonly allowedCidrs: readonly string[];
  /** Whether the load balancer has public addresses. */
  readonly internetFacing: boolean;
  readonly tasks: number;
  readonly logRetentionDays: number;
  readonly checkpointRetentionDays: number;
}

export interface DeploySettings {
  readonly partition: string;
  /** Where the broker runs. */
  readonly region: string;
  readonly brokerAccount: string;
  readonly brokerRoleName: string;
  readonly managementAccount: string;
  readonly organizationId: string;
  readonly organizationRoleName: string;
  readonly targetRoleName: string;
  /** Every brokered role's path and name match it; `*` stands at its end alone. */
  readonly rolePattern: string;
  readonly targets: readonly TargetSettings[];
  readonly service: ServiceSettings;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+){1,3}-\d$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const ROLE_PATH = /^\/([\w+=,.@-]+\/){0,10}$/;
const ROLE_PATTERN = /^[\w+=,.@/-]{4,100}\*$/;
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,99}$/;
const POLICY_ARN =
  /^arn:(aws[a-z-]*|\$\{AWS::Partition\}):iam::(aws|\d{12}|\$\{AWS::AccountId\}):policy\/[\w+=,.@/-]{1,512}$/;
const CIDR = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;
const HTTPS = /^https:\/\/[a-z0-9.-]{1,253}(:\d{1,5})?$/;
const HTTPS_PATH = /^https:\/\/[^\s?#]{1,2000}$/;
const POOL = /^[\w-]{1,55}_[0-9a-zA-Z]{1,30}$/;
const SMTP = /^smtps?:\/\/[^\s:@/?#]{1,256}@[a-z0-9.-]{1,253}:\d{1,5}$/;
const MAIL_ADDRESS = /^[^\s@<>]{1,64}@[a-z0-9.-]{1,253}$/;
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}$/;
const TEXT = /^[^\p{C}]{1,1000}$/u;

const SHORTEST_SESSION = 3600;
const LONGEST_SESSION = 43_200;
/** What CloudWatch Logs takes. */
const RETENTIONS = [90, 180, 365, 400, 731, 1827, 3653];
const DEFAULT_RETENTION = 400;
// AWS Fargate, "Task definition": all of it may have 64 KiB.
const LONGEST_POLICY = 48_000;

const readRole = (role: Checked): BrokeredRoleSettings => {
  const read = {
    name: role.text('name', ROLE_NAME),
    path: role.text('path', ROLE_PATH, '/'),
    description: role.text('description', TEXT),
    managedPolicies: role.texts('managedPolicies', POLICY_ARN, []),
    statements: role.records('statements', []),
    permissionsBoundary: role.optional('permissionsBoundary', POLICY_ARN),
    maxSessionSeconds: role.integer('maxSessionSeconds', SHORTEST_SESSION, [
      SHORTEST_SESSION,
      LONGEST_SESSION,
    ]),
  };
  if (read.managedPolicies.length === 0 && read.statements.length === 0)
    throw role.wrong('managedPolicies', 'or statements: a role without a permission is of no use');
  role.done();
  return read;
};

const readTarget = (target: Checked): TargetSettings => {
  const read = { name: target.text('name', STACK_NAME), roles: target.each('roles', readRole) };
  const names = read.roles.map(({ name }) => name.toLowerCase());
  // IAM: names of roles differ in more than letter case within an account, whatever their paths.
  if (new Set(names).size < names.length) throw target.wrong('roles', 'different names');
  target.done();
  return read;
};

const readPeople = (people: Checked, region: string): PeopleSettings => {
  const clientId = people.text('clientId', TEXT);
  const userPoolId = people.optional('cognitoUserPoolId', POOL);
  if (userPoolId !== undefined) {
    if (!userPoolId.startsWith(`${region}_`))
      throw people.wrong('cognitoUserPoolId', `a user pool of ${region}, where the broker runs`);
    people.done();
    return { kind: 'cognito', userPoolId, clientId };
  }
  const read = {
    kind: 'oidc',
    issuer: people.text('issuer', HTTPS_PATH),
    clientId,
    audience: people.text('audience', TEXT),
    groupsClaim: people.text('groupsClaim', TEXT, 'groups'),
  } as const;
  people.done();
  return read;
};

const readMail = (mail: Checked): MailSettings => {
  const read = {
    url: mail.text('url', SMTP),
    from: mail.text('from', MAIL_ADDRESS),
    passwordSecretArn: mail.text('passwordSecretArn', SECRET_ARN),
  };
  mail.done();
  return read;
};

const readService = (
  service: Checked,
  region: string,
  readFile: (name: string) => string,
): ServiceSettings => {
  const accessPolicy = readFile(service.text('accessPolicyFile', TEXT));
  if (accessPolicy.length > LONGEST_POLICY)
    throw service.wrong('accessPolicyFile', `a file of at most ${LONGEST_POLICY} characters`);
  const read: ServiceSettings = {
    consoleUrl: service.text('consoleUrl', HTTPS),
    people: readPeople(service.record('people'), region),
    mail: service.has('mail') ? readMail(service.record('mail')) : undefined,
    accessPolicy,
    regions: service.texts('regions', REGION, [region]),
    vpcCidr: service.text('vpcCidr', CIDR, '10.80.0.0/24'),
    allowedCidrs: service.texts('allowedCidrs', CIDR),
    internetFacing: service.flag('internetFacing', false),
    tasks: service.integer('tasks', 2, [2, 10]),
    logRetentionDays: service.integer('logRetentionDays', DEFAULT_RETENTION, RETENTIONS, 'one of'),
    checkpointRetentionDays: service.integer('checkpointRetentionDays', 365, [1, 36_500]),
  };
  service.done();
  return read;
};

const checkNames = (root: Checked, { rolePattern, targets }: DeploySettings): void => {
  const stem = rolePattern.slice(0, -1);
  for (const { roles } of targets)
    for (const { path, name } of roles)
      if (!`${path.slice(1)}${name}`.startsWith(stem))
        throw root.wrong('rolePattern', `a pattern that ${path.slice(1)}${name} matches`);
};

/** @throws SettingError naming the setting and what it should be */
export const readSettings = (file: string): DeploySettings => {
  const root = Checked.parse(file, readFileSync(file, 'utf8'));
  const region = root.text('region', REGION);
  const settings: DeploySettings = {
    partition: root.text('partition', /^aws(-cn|-us-gov)?$/, 'aws'),
    region,
    brokerAccount: root.text('brokerAccount', ACCOUNT),
    brokerRoleName: root.text('brokerRoleName', ROLE_NAME, 'GatehouseBrokerRole'),
    managementAccount: root.text('managementAccount', ACCOUNT),
    organizationId: root.text('organizationId', /^o-[a-z0-9]{10,32}$/),
    organizationRoleName: root.text(
      'organizationRoleName',
      ROLE_NAME,
      'GatehouseBrokerOrganizationRole',
    ),
    targetRoleName: root.text('targetRoleName', ROLE_NAME, 'GatehouseBrokerTargetRole'),
    rolePattern: root.text('rolePattern', ROLE_PATTERN),
    targets: root.each('targets', readTarget),
    service: readService(root.record('service'), region, (name) =>
      readFileSync(resolve(dirname(file), name), 'utf8'),
    ),
  };
  root.done();
  if (settings.managementAccount === settings.brokerAccount)
    throw root.wrong('brokerAccount', 'another account than the management account');
  checkNames(root, settings);
  return settings;
};
