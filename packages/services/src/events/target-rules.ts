import type { InputTransformer } from '@aws-sdk/client-eventbridge';
import { type Arn, parseArn } from '@gatehouse/core';
import { deadLetterArn } from './dead-letters.ts';
import {
  arnInvalid,
  crossAccountTarget,
  inputNotJson,
  inputPathInvalid,
  invalid,
  invalidParameter,
  onlyBusTargets,
  onlyOneInput,
  onlyTransformer,
  parametersForTarget,
  parametersNotForTarget,
  pathKeyInvalid,
  placeholderInText,
  placeholderUnknown,
  roleNotSupported,
  roleRequired,
  targetIsOwnBus,
} from './errors.ts';
import type { Rule, Target } from './model.ts';
import { parsePath } from './routing/json-text.ts';
import { PARAMETERS, type TargetKind, targetKind } from './target-kinds.ts';

const WHOLE_EVENT = 'aws.events.event.json';

/** Variables that every template has. */
const PREDEFINED: ReadonlySet<string> = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event',
  'aws.events.event.ingestion-time',
  WHOLE_EVENT,
]);

// Letters of `InputPathsMap`'s keys and dots; other things in angle brackets are text.
const PLACEHOLDER = /<([\w.-]{1,256})>/g;

const KEY = /^[\w-]{1,256}$/;

/** Paths with quotes in brackets are legal elsewhere; EventBridge refuses them. */
const isPath = (path: string): boolean => parsePath(path) !== undefined && !/\[['"]/.test(path);

const requireTransformer = (
  id: string,
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
): void => {
  const paths = new Map(Object.entries(InputPathsMap));
  for (const [key, path] of paths) {
    if (!KEY.test(key) || /^aws/i.test(key)) throw pathKeyInvalid(id, key);
    if (!isPath(path)) throw inputPathInvalid(id);
  }
  for (const [, name = ''] of InputTemplate.matchAll(PLACEHOLDER))
    if (!paths.has(name) && !PREDEFINED.has(name)) throw placeholderUnknown(id, name);
  if (InputTemplate.includes(`<${WHOLE_EVENT}>`) && !/^\s*\{/.test(InputTemplate))
    throw placeholderInText(id, WHOLE_EVENT);
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const requireInput = ({ Id, Input, InputPath, InputTransformer: transformer }: Target): void => {
  const given = [Input, InputPath, transformer].filter((input) => input !== undefined);
  if (given.length > 1) throw onlyOneInput(Id);
  if (Input !== undefined && !isJson(Input)) throw inputNotJson(Id);
  if (InputPath !== undefined && !isPath(InputPath)) throw inputPathInvalid(Id);
  if (transformer !== undefined) requireTransformer(Id, transformer);
};

const requireRange = (
  name: string,
  what: string,
  value: number | undefined,
  [lowest, highest]: readonly [number, number],
): void => {
  if (value === undefined || (value >= lowest && value <= highest)) return;
  throw invalidParameter(name, `${what} must be in between ${lowest} and ${highest}.`);
};

const requireParameters = (kind: TargetKind, target: Target): void => {
  for (const name of PARAMETERS) {
    if (target[name] === undefined) {
      if (kind.needsParameters === true && kind.parameters === name)
        throw parametersForTarget(name, target.Id);
    } else if (kind.parameters !== name) throw parametersNotForTarget(name, target.Id);
  }
  const { BatchParameters: batch, RedshiftDataParameters: redshift } = target;
  requireRange('ArrayProperties', 'Size', batch?.ArrayProperties?.Size, [2, 10_000]);
  requireRange('RetryStrategy', 'Attempts', batch?.RetryStrategy?.Attempts, [1, 10]);
  if (redshift?.Sql !== undefined && redshift.Sqls !== undefined)
    throw invalid('Either RedshiftDataParameters.sql or RedshiftDataParameters.sqls');
  if (redshift?.DbUser !== undefined && redshift.SecretManagerArn !== undefined)
    throw invalid(
      'Either RedshiftDataParameters.dbUser or RedshiftDataParameters.secretManagerArn',
    );
};

const requireGroup = ({ Id, Arn, SqsParameters }: Target): void => {
  if (Arn.endsWith('.fifo') && SqsParameters?.MessageGroupId === undefined)
    throw parametersForTarget('SqsParameters', Id);
};

const requirePlace = (kind: TargetKind, { account, region }: Arn, rule: Rule, target: Target) => {
  const isElsewhere = account !== rule.account;
  if (!/^\d{12}$/.test(account)) throw arnInvalid(target.Arn);
  if (kind.crossRegion !== true && region !== rule.region) throw arnInvalid(target.Arn);
  if (isElsewhere && kind.crossAccount !== true) throw crossAccountTarget(target.Arn);
  if (target.RoleArn === undefined && (kind.role === 'required' || isElsewhere))
    throw roleRequired(target.Arn);
  if (target.RoleArn !== undefined && kind.role === 'none') throw roleNotSupported(target.Arn);
};

interface Caller {
  readonly account: string;
  /** Suites of emulators put targets that AWS would not take, of accounts and roles that are not there. */
  readonly loose: boolean;
}

/** Throws AWS's refusal of a target that the rule cannot have. */
export const requireTarget = (rule: Rule, caller: Caller, target: Target): void => {
  const parsed = parseArn(target.Arn);
  if (parsed === undefined) throw arnInvalid(target.Arn);
  requireInput(target);
  requireGroup(target);
  if (caller.loose) return;
  const kind = targetKind(parsed.service, parsed.resource);
  if (parsed.partition !== 'aws' || kind === undefined) throw arnInvalid(target.Arn);
  const isBus = parsed.service === 'events' && parsed.resource.startsWith('event-bus/');
  // Only what it forwards can leave a bus by a rule of somebody else.
  if (rule.account !== caller.account && !isBus) throw onlyBusTargets();
  if (target.Arn === rule.busArn) throw targetIsOwnBus(target.Arn);
  if (parsed.service === 'logs' && (target.Input ?? target.InputPath) !== undefined)
    throw onlyTransformer(target.Id);
  requireParameters(kind, target);
  requirePlace(kind, parsed, rule, target);
  deadLetterArn(target.DeadLetterConfig, rule.region);
};
