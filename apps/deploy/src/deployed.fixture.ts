import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize, type Template } from './deployment.ts';
import { type DeploySettings, readSettings } from './settings.ts';

export const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'deploy.json');

export const BROKER = 'arn:aws:iam::777788889999:role/GatehouseBrokerRole';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
}

export const resourcesOf = ({ template }: Template): ReadonlyMap<string, Resource> =>
  new Map(Object.entries((template as { Resources: Record<string, Resource> }).Resources));

export const exampleSettings = (): DeploySettings => readSettings(EXAMPLE);

/** The templates of the documentation's example, by stack. */
export const templatesOf = (settings = exampleSettings()): ReadonlyMap<string, Template> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-test-'));
  try {
    return new Map(synthesize(settings, folder).map((made) => [made.stack, made]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const templateOf = (stack: string, settings?: DeploySettings): Template => {
  const found = templatesOf(settings).get(stack);
  if (found === undefined) throw new Error(`there is no stack ${stack}`);
  return found;
};

/** What a deployment makes up, by the beginning of its logical name. */
const MADE: readonly (readonly [name: string, arn: string])[] = [
  ['Notices', 'arn:aws:sns:eu-central-1:777788889999:gatehouse-broker-notices'],
  ['Checkpoints', 'arn:aws:s3:::gatehouse-checkpoints'],
  ['Key', 'arn:aws:kms:eu-central-1:777788889999:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
];

const madeArn = (name: string): string =>
  MADE.find(([start]) => name.startsWith(start))?.[1] ?? name;

/** As CloudFormation fills it in for an account; what only a deployment knows becomes its name. */
export const filledIn = (value: unknown, account: string): unknown => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-central-1',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const fill = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== 'object' || part === null) return part;
    const members = Object.entries(part);
    const [[name, argument] = ['', undefined]] = members;
    if (members.length === 1 && name === 'Ref')
      return pseudo[String(argument)] ?? madeArn(String(argument));
    if (members.length === 1 && name === 'Fn::GetAtt') return madeArn(String(argument));
    if (members.length === 1 && name === 'Fn::Sub')
      return String(argument)
        .replaceAll(/\$\{(AWS::\w+)\}/g, (_, key: string) => pseudo[key] ?? '')
        .replaceAll('${!', '${');
    if (members.length === 1 && name === 'Fn::Join' && Array.isArray(argument))
      return [fill(argument[1])].flat().join(String(argument[0]));
    return Object.fromEntries(members.map(([key, member]) => [key, fill(member)]));
  };
  return fill(value);
};

export interface RoleTemplate {
  readonly RoleName: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly AssumeRolePolicyDocument: object;
  readonly MaxSessionDuration?: number;
  readonly ManagedPolicyArns?: readonly string[];
  readonly PermissionsBoundary?: string;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: object }[];
}

/** The named roles of a template, as they become in an account. */
export const rolesOf = (template: Template, account: string): ReadonlyMap<string, RoleTemplate> =>
  new Map(
    [...resourcesOf(template).values()]
      .filter(({ Type, Properties }) => Type === 'AWS::IAM::Role' && 'RoleName' in Properties)
      // CloudFormation's properties of a role.
      .map(({ Properties }) => filledIn(Properties, account) as RoleTemplate)
      .map((role) => [role.RoleName, role]),
  );

export const roleOf = (template: Template, account: string, name: string): RoleTemplate => {
  const found = rolesOf(template, account).get(name);
  if (found === undefined) throw new Error(`${template.stack} has no role ${name}`);
  return found;
};
