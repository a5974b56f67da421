import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { compilePolicy, PolicySyntaxError } from '@gatehouse/policy';
import { type Call, type Limits, reads, writes } from '@gatehouse/service-kit';
import {
  type PermittedFunction,
  permittedFunction,
  policyDocument,
  requireVersion,
} from '../access.ts';
import { qualifiedArn } from '../arns.ts';
import type { LambdaDeps } from '../deps.ts';
import {
  invalidParameter,
  policyNotFound,
  policyTooLong,
  principalInvalid,
  revisionDiffers,
  statementExists,
  statementNotFound,
} from '../errors.ts';
import { LATEST } from '../model.ts';
import { policies, type PolicyStatement } from '../repositories/policies.ts';

const MOST_BYTES = 20_480;
const STATEMENT_ID = { minLength: 1, maxLength: 100, pattern: '([a-zA-Z0-9_-]+)' };
const named: Limits = {
  FunctionName: { minLength: 1, maxLength: 256 },
  Qualifier: { minLength: 1, maxLength: 128, pattern: '\\$LATEST|[a-zA-Z0-9_-]+' },
};

const principalOf = (principal: string): unknown => {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (principal.startsWith('arn:')) return { AWS: principal };
  if (
    /^[a-z0-9.-]+\.[a-z.]*amazonaws\.com$|^[a-z0-9-]+\.alexa\.com$|^[a-z0-9.-]+\.amazon\.com$/.test(
      principal,
    )
  )
    return { Service: principal };
  throw principalInvalid();
};

const conditionOf = (input: AddPermissionRequest): Record<string, Record<string, string>> => {
  const equals = Object.fromEntries(
    [
      ['AWS:SourceAccount', input.SourceAccount],
      ['aws:PrincipalOrgID', input.PrincipalOrgID],
      ['lambda:EventSourceToken', input.EventSourceToken],
      ['lambda:FunctionUrlAuthType', input.FunctionUrlAuthType],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const viaUrl = input.InvokedViaFunctionUrl;
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(viaUrl === undefined ? {} : { Bool: { 'lambda:InvokedViaFunctionUrl': String(viaUrl) } }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
};

const statementOf = (input: AddPermissionRequest, resource: string): PolicyStatement => {
  const Condition = conditionOf(input);
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  };
};

const keysOf = ({ Principal, FunctionUrlAuthType }: AddPermissionRequest) => ({
  'lambda:Principal': Principal,
  'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
});

/** The qualifier that a policy is stored under. */
const permittedPolicy = async (
  call: Call,
  action: string,
  input: { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined },
  keys = {},
): Promise<PermittedFunction & { readonly key: string }> => {
  const owner = await permittedFunction(call, action, input.FunctionName, input.Qualifier, keys);
  await requireVersion(call.tx, owner);
  return { ...owner, key: owner.qualifier === LATEST ? '' : (owner.qualifier ?? '') };
};

const requireValid = (statements: readonly PolicyStatement[]): void => {
  const text = policyDocument(statements);
  if (Buffer.byteLength(text) > MOST_BYTES) throw policyTooLong(Buffer.byteLength(text));
  try {
    compilePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw principalInvalid();
    throw error;
  }
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const addPermission = ({ ids }: LambdaDeps) =>
  writes<AddPermissionRequest, AddPermissionResponse>(
    {
      event: { name: 'AddPermission20150331v2' },
      limits: {
        ...named,
        StatementId: STATEMENT_ID,
        Action: { maxLength: 256, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
        Principal: { maxLength: 2048, pattern: '[^\\s]+' },
        SourceArn: { maxLength: 2048, pattern: 'arn:(aws[a-zA-Z0-9-]*):.*' },
        SourceAccount: { maxLength: 12, pattern: '\\d{12}' },
        EventSourceToken: { maxLength: 256, pattern: '[a-zA-Z0-9._\\-]+' },
        PrincipalOrgID: { minLength: 12, maxLength: 34, pattern: 'o-[a-z0-9]{10,32}' },
        FunctionUrlAuthType: { oneOf: ['NONE', 'AWS_IAM'] },
      },
      redact: ['EventSourceToken'],
    },
    async (input, call) => {
      const { tx } = call;
      const owner = await permittedPolicy(call, 'lambda:AddPermission', input, keysOf(input));
      const { found, key, qualifier } = owner;
      if (qualifier === LATEST)
        throw invalidParameter('We currently do not support adding policies for $LATEST.');
      const policy = await policies.find(tx, found.id, key);
      if (input.RevisionId && input.RevisionId !== policy?.revisionId)
        throw revisionDiffers('GetPolicy');
      const id = input.StatementId ?? '';
      const before = policy?.statements ?? [];
      if (before.some(({ Sid }) => Sid === id)) throw statementExists(id);
      const statement = statementOf(input, qualifiedArn(owner.ref, qualifier));
      const statements = [...before, statement];
      requireValid(statements);
      await policies.put(tx, found.id, key, { statements, revisionId: ids.uuid() });
      return { Statement: JSON.stringify(statement) };
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export const removePermission = ({ ids }: LambdaDeps) =>
  writes<RemovePermissionRequest, object>(
    {
      event: { name: 'RemovePermission20150331v2' },
      limits: { ...named, StatementId: { ...STATEMENT_ID, pattern: '([a-zA-Z0-9_.-]+)' } },
    },
    async (input, call) => {
      const { tx } = call;
      const { found, key } = await permittedPolicy(call, 'lambda:RemovePermission', input);
      const policy = await policies.find(tx, found.id, key);
      if (policy === undefined) throw policyNotFound();
      if (input.RevisionId && input.RevisionId !== policy.revisionId)
        throw revisionDiffers('GetPolicy');
      const id = input.StatementId ?? '';
      const statements = policy.statements.filter(({ Sid }) => Sid !== id);
      if (statements.length === policy.statements.length) throw statementNotFound(id);
      if (statements.length === 0) await policies.remove(tx, found.id, key);
      else await policies.put(tx, found.id, key, { statements, revisionId: ids.uuid() });
      return {};
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy = () =>
  reads<GetPolicyRequest, GetPolicyResponse>(
    { limits: named, event: { name: 'GetPolicy20150331v2' } },
    async (input, call) => {
      const { found, key } = await permittedPolicy(call, 'lambda:GetPolicy', input);
      const policy = await policies.find(call.tx, found.id, key);
      if (policy === undefined) throw policyNotFound();
      return { Policy: policyDocument(policy.statements), RevisionId: policy.revisionId };
    },
  );
