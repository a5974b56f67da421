import type { Target } from '@aws-sdk/client-eventbridge';
import type { Json } from '../../../api/json.ts';

export type InputKind = 'whole' | 'path' | 'constant' | 'transformer';

/** A target as a form has it. */
export interface TargetDraft {
  readonly id: string;
  readonly arn: string;
  readonly role: string;
  readonly input: InputKind;
  readonly path: string;
  readonly constant: string;
  /** JSON of names and paths. */
  readonly paths: string;
  readonly template: string;
  readonly deadLetters: string;
  /** Empty: 185, the most. */
  readonly attempts: string;
  /** Empty: 86400, the most. */
  readonly age: string;
  /** What belongs to the kind of the target, as JSON: `EcsParameters`, `HttpParameters`, `SqsParameters`. */
  readonly parameters: string;
}

export const NEW_TARGET: TargetDraft = {
  id: '',
  arn: '',
  role: '',
  input: 'whole',
  path: '$.detail',
  constant: '{}',
  paths: '{\n  "name": "$.detail.eventName"\n}',
  template: '{"called": <name>}',
  deadLetters: '',
  attempts: '',
  age: '',
  parameters: '',
};

const inputOf = ({ Input, InputPath, InputTransformer }: Json<Target>): InputKind => {
  if (InputTransformer !== undefined) return 'transformer';
  if (Input !== undefined) return 'constant';
  return InputPath === undefined ? 'whole' : 'path';
};

/** Members that the form has fields for. */
const OWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'DeadLetterConfig',
  'RetryPolicy',
]);

export const draftOf = (target: Json<Target>): TargetDraft => {
  const others = Object.fromEntries(Object.entries(target).filter(([name]) => !OWN.has(name)));
  const { RetryPolicy: retry, InputTransformer: transformer } = target;
  return {
    id: target.Id ?? '',
    arn: target.Arn ?? '',
    role: target.RoleArn ?? '',
    input: inputOf(target),
    path: target.InputPath ?? NEW_TARGET.path,
    constant: target.Input ?? NEW_TARGET.constant,
    paths:
      transformer === undefined
        ? NEW_TARGET.paths
        : JSON.stringify(transformer.InputPathsMap ?? {}, undefined, 2),
    template: transformer?.InputTemplate ?? NEW_TARGET.template,
    deadLetters: target.DeadLetterConfig?.Arn ?? '',
    attempts: String(retry?.MaximumRetryAttempts ?? ''),
    age: String(retry?.MaximumEventAgeInSeconds ?? ''),
    parameters: Object.keys(others).length === 0 ? '' : JSON.stringify(others, undefined, 2),
  };
};

const inputMembers = (draft: TargetDraft): object => {
  switch (draft.input) {
    case 'whole':
      return {};
    case 'path':
      return { InputPath: draft.path.trim() };
    case 'constant':
      return { Input: draft.constant };
    case 'transformer':
      return {
        InputTransformer: {
          InputPathsMap: JSON.parse(draft.paths.trim() === '' ? '{}' : draft.paths),
          InputTemplate: draft.template,
        },
      };
    default:
      return draft.input satisfies never;
  }
};

const optional = (name: string, text: string): object =>
  text.trim() === '' ? {} : { [name]: text.trim() };

const number = (name: string, text: string): object =>
  text.trim() === '' ? {} : { [name]: Number(text) };

/** The target of PutTargets. @throws SyntaxError where a text is no JSON, of which the editor already tells */
export const targetOf = (draft: TargetDraft): object => {
  const retry = {
    ...number('MaximumRetryAttempts', draft.attempts),
    ...number('MaximumEventAgeInSeconds', draft.age),
  };
  const parameters: unknown = JSON.parse(draft.parameters.trim() === '' ? '{}' : draft.parameters);
  return {
    ...(typeof parameters === 'object' ? parameters : {}),
    Id: draft.id.trim(),
    Arn: draft.arn.trim(),
    ...optional('RoleArn', draft.role),
    ...inputMembers(draft),
    ...(draft.deadLetters.trim() === ''
      ? {}
      : { DeadLetterConfig: { Arn: draft.deadLetters.trim() } }),
    ...(Object.keys(retry).length === 0 ? {} : { RetryPolicy: retry }),
  };
};
