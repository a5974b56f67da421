import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Resource, resourcesOf } from '../deployed.fixture.ts';
import { synthesizeFindings, type Template } from '../deployment.ts';
import { type FindingsSettings, readFindingsSettings } from './settings.ts';

export const FINDINGS_EXAMPLE = join(import.meta.dirname, '../../examples/findings.json');

export const inFolder = <Value>(use: (folder: string) => Value): Value => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-test-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The documentation's example, with this code in place of what `npm run bundle-functions` makes. */
export const findingsSettings = (
  code: Readonly<Record<'resolver' | 'falco', string>> = { resolver: '', falco: '' },
): FindingsSettings =>
  inFolder((folder) => {
    for (const [name, text] of Object.entries(code))
      writeFileSync(join(folder, `${name}.js`), text);
    return readFindingsSettings(FINDINGS_EXAMPLE, folder);
  });

// Making them takes a good part of a second.
const made = new WeakMap<FindingsSettings, ReadonlyMap<string, Template>>();

export const findingsTemplates = (settings: FindingsSettings): ReadonlyMap<string, Template> => {
  const known = made.get(settings);
  if (known !== undefined) return known;
  const templates = inFolder((folder) =>
    synthesizeFindings(settings, folder).map((template) => [template.stack, template] as const),
  );
  const found = new Map(templates);
  made.set(settings, found);
  return found;
};

export const findingsTemplate = (stack: string, settings: FindingsSettings): Template => {
  const found = findingsTemplates(settings).get(stack);
  if (found === undefined) throw new Error(`there is no stack ${stack}`);
  return found;
};

/** Where a stack is deployed. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const NAMES = ['RoleName', 'QueueName', 'FunctionName', 'Name'] as const;

const SERVICES: Readonly<Record<string, (name: string, place: Place) => string>> = {
  'AWS::IAM::Role': (name, { account }) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::SQS::Queue': (name, { account, region }) => `arn:aws:sqs:${region}:${account}:${name}`,
  'AWS::Lambda::Function': (name, { account, region }) =>
    `arn:aws:lambda:${region}:${account}:function:${name}`,
  'AWS::Events::Rule': (name, { account, region }) =>
    `arn:aws:events:${region}:${account}:rule/${name}`,
};

/** What CloudFormation would make of a template in an account and Region: resources whose condition holds, with everything filled in. */
export const resourcesAt = (
  template: Template,
  place: Place,
): readonly (Resource & { readonly id: string })[] => {
  const resources = resourcesOf(template);
  const { Conditions: conditions = {} } = template.template as {
    Conditions?: Record<string, unknown>;
  };
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': place.account,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const nameOf = (id: string): string => {
    const properties = resources.get(id)?.Properties ?? {};
    const name = NAMES.map((one) => properties[one]).find((one) => one !== undefined);
    return String(fill(name));
  };
  const arnOf = (id: string): string =>
    SERVICES[resources.get(id)?.Type ?? '']?.(nameOf(id), place) ?? id;
  const called = (name: string, argument: unknown): unknown => {
    const list = [argument].flat();
    if (name === 'Ref') return pseudo[String(argument)] ?? nameOf(String(argument));
    if (name === 'Fn::GetAtt') return arnOf(String(list[0]));
    if (name === 'Fn::Sub')
      return String(argument).replaceAll(
        /\$\{(AWS::\w+)\}/g,
        (_, key: string) => pseudo[key] ?? '',
      );
    if (name === 'Fn::Not') return fill(list[0]) !== true;
    if (name === 'Fn::And') return list.every((one) => fill(one) === true);
    if (name === 'Fn::Equals') return fill(list[0]) === fill(list[1]);
    return undefined;
  };
  const fill = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== 'object' || part === null) return part;
    const members = Object.entries(part);
    const [[name, argument] = ['', undefined]] = members;
    const answer = members.length === 1 ? called(name, argument) : undefined;
    return answer ?? Object.fromEntries(members.map(([key, member]) => [key, fill(member)]));
  };
  return [...resources]
    .filter(([, { Condition: name }]) => name === undefined || fill(conditions[name]) === true)
    .map(([id, resource]) => ({
      id,
      ...resource,
      Properties: fill(resource.Properties) as Resource['Properties'],
    }));
};
