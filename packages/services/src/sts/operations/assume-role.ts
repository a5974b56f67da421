import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import {
  type AssumableRole,
  type Call,
  type ConditionKeys,
  type OperationFacts,
  type Principal,
  requestTagKeys,
  resourceTagKeys,
  type RolePrincipal,
  sessionOf,
  type Tags,
  writes,
} from '@gatehouse/service-kit';
import { assumableRole } from '../assumable.ts';
import type { StsParts } from '../deps.ts';
import {
  durationAboveChaining,
  durationAboveRole,
  rootMayNotAssume,
  sourceIdentityChanged,
} from '../errors.ts';
import { POLICY_LIMITS, ROLE_ARN, ROLE_SECONDS, SESSION_NAME, TAG_LIMITS } from '../limits.ts';
import { proveMfa } from '../mfa.ts';
import { packedPolicySize, sessionPolicies } from '../session-policies.ts';
import { combineTags, inheritedTags, overlayTags, requestedTags } from '../session-tags.ts';

type Deps = Pick<StsParts, 'roles' | 'tokens' | 'wrongCodes' | 'ids' | 'acceptsLooseInput'>;

const CHAINING_SECONDS = 3600;
const DEFAULT_SECONDS = 3600;

const sourceIdentityOf = (principal: Principal, asked: string | undefined): string | undefined => {
  const inherited = sessionOf(principal)?.sourceIdentity;
  if (inherited !== undefined && asked !== undefined && asked !== inherited)
    throw sourceIdentityChanged();
  return inherited ?? asked;
};

const durationSeconds = (
  asked: number | undefined,
  role: AssumableRole,
  chained: boolean,
): number => {
  const seconds = asked ?? DEFAULT_SECONDS;
  if (chained && seconds > CHAINING_SECONDS) throw durationAboveChaining();
  if (seconds > role.maxSessionDurationSeconds) throw durationAboveRole();
  return seconds;
};

const actionsOf = (tags: Tags, sourceIdentity: string | undefined): readonly string[] => [
  'sts:AssumeRole',
  ...(tags.size > 0 ? ['sts:TagSession'] : []),
  ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
];

/** Asks the trust policy once for each of the actions that the request amounts to. */
const authorizeAll = async (
  call: Call,
  role: AssumableRole,
  actions: readonly string[],
  keys: ConditionKeys,
): Promise<void> => {
  for (const action of actions)
    await call.authorize(action, role.arn, keys, {
      resourcePolicy: role.trustPolicy,
      resourceKind: 'trust',
      resourceAccount: role.account,
    });
};

const FACTS: OperationFacts = {
  limits: {
    RoleArn: ROLE_ARN,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: ROLE_SECONDS,
    ExternalId: { minLength: 2, maxLength: 1224, pattern: '[\\w+=,.@:\\/-]*' },
    SerialNumber: { minLength: 9, maxLength: 256, pattern: '[\\w+=\\/:,.@-]*' },
    TokenCode: { minLength: 6, maxLength: 6, pattern: '[\\d]*', sensitive: true },
    SourceIdentity: SESSION_NAME,
    'TransitiveTagKeys[]': { minLength: 1, maxLength: 128 },
    ...POLICY_LIMITS,
    ...TAG_LIMITS,
  },
  redactOutput: ['Credentials.SecretAccessKey', 'Credentials.SessionToken'],
  // CloudTrail calls it read-only, yet shows which key it made; the record is in the transaction all the same.
  event: { readOnly: true, response: 'record' },
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole = (deps: Deps) =>
  writes<AssumeRoleRequest, AssumeRoleResponse>(FACTS, async (input, call) => {
    const { roles, tokens, acceptsLooseInput = false } = deps;
    const { principal } = call;
    if (principal.kind === 'root' && !acceptsLooseInput) throw rootMayNotAssume();
    const role = await assumableRole(deps, call, 'sts:AssumeRole', input.RoleArn ?? '');
    call.touch({ type: 'AWS::IAM::Role', name: role.arn, arn: role.arn });
    if (role.account !== call.account) call.alsoRecordIn(role.account);

    const requested = requestedTags(input.Tags);
    const { tags, transitiveKeys } = combineTags(
      requested,
      inheritedTags(principal),
      input.TransitiveTagKeys,
    );
    const sourceIdentity = sourceIdentityOf(principal, input.SourceIdentity);
    const mfa = await proveMfa(call, deps, input);
    await authorizeAll(call, role, actionsOf(tags, sourceIdentity), {
      ...resourceTagKeys('iam', role.tags),
      ...requestTagKeys(tags),
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:ExternalId': input.ExternalId,
      'sts:SourceIdentity': sourceIdentity,
      'sts:TransitiveTagKeys': transitiveKeys.length > 0 ? transitiveKeys : undefined,
      ...(mfa ? { 'aws:MultiFactorAuthPresent': true, 'aws:MultiFactorAuthAge': 0 } : {}),
    });

    const chained = principal.kind === 'assumed-role';
    const seconds = durationSeconds(input.DurationSeconds, role, chained);
    const policies = await sessionPolicies(call.tx, roles, role.account, input);
    const packed = packedPolicySize(input, tags);
    const sessionName = input.RoleSessionName ?? '';
    const session: RolePrincipal = {
      kind: 'assumed-role',
      account: role.account,
      arn: `arn:${call.partition}:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
      roleArn: role.arn,
      roleName: role.name,
      roleId: role.id,
      sessionName,
      serviceLinked: role.serviceLinked,
      tags: overlayTags(role.tags, tags),
      transitiveTagKeys: transitiveKeys,
      chained,
      session: {
        issuedAt: call.now,
        expiresAt: new Date(call.now.getTime() + seconds * 1000),
        mfaAuthenticated: mfa,
        sourceIdentity,
        policies,
      },
    };
    await roles.markUsed(call.tx, role.id, call.region, call.now);
    return {
      Credentials: tokens.issue(session),
      AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: session.arn },
      ...(packed === undefined ? {} : { PackedPolicySize: packed }),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    };
  });
