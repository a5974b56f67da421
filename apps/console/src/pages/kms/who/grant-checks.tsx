import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { ApiError } from '../../../api/api-error.ts';
import type { Access, EncryptionContext, WhoQuestion } from '../../../api/keys.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { constraintOf, type GrantRow } from '../grants/grant.ts';
import { shortId } from '../shared/names.ts';

interface Check {
  readonly id: string;
  readonly permits: boolean;
  readonly text: string;
}

const missingIn = (context: EncryptionContext, pairs: EncryptionContext): readonly string[] =>
  Object.entries(pairs).flatMap(([key, value]) => {
    if (!Object.hasOwn(context, key)) return [`the context has no "${key}"`];
    return context[key] === value ? [] : [`"${key}" is not "${value}" in the context`];
  });

// AWS KMS Developer Guide, "Using grant constraints": they say nothing about these.
const WITHOUT_CONTEXT = new Set(['DescribeKey', 'RetireGrant']);

const contextFaults = (grant: GrantRow, question: WhoQuestion): readonly string[] => {
  const constraint = constraintOf(grant);
  const { context, operation } = question;
  if (constraint === undefined || context === undefined || WITHOUT_CONTEXT.has(operation))
    return [];
  const missing = missingIn(context, constraint.pairs);
  const extra =
    constraint.kind === 'equals'
      ? Object.keys(context)
          .filter((key) => !Object.hasOwn(constraint.pairs, key))
          .map((key) => `the context has "${key}", which the grant does not know`)
      : [];
  return [...missing, ...extra];
};

const checkOf = (grant: GrantRow, question: WhoQuestion): Check => {
  const faults =
    grant.Operations?.some((operation) => operation === question.operation) === true
      ? contextFaults(grant, question)
      : [`it is not for ${question.operation}`];
  return {
    id: grant.GrantId ?? '',
    permits: faults.length === 0,
    text: faults.length === 0 ? 'permits it' : faults.join('; '),
  };
};

interface Props {
  readonly access: Access;
  readonly question: WhoQuestion;
}

/** Each grant that names the principal, and what keeps it from permitting this. */
export const GrantChecks = ({ access, question }: Props) => {
  const aws = useAwsClient();
  const { keyId, operation } = question;
  const grants = useLoad(`checks ${aws.region} ${keyId} ${operation} ${access.name}`, (signal) =>
    allOf(
      pagesOf<ListGrantsResponse, GrantRow>(
        aws,
        {
          service: 'kms',
          operation: 'ListGrants',
          input: { KeyId: keyId, GranteePrincipal: access.name },
        },
        (output) => output.Grants,
      ),
      signal,
    ),
  );
  // Accounts, services and everybody are no grantees that ListGrants finds by this name.
  if (grants.error instanceof ApiError && grants.error.status < 500) return null;
  const checks = grants.data?.map((grant) => checkOf(grant, question)) ?? [];
  return checks.length === 0 ? null : (
    <div>
      <Box variant="awsui-key-label">Grants to this principal</Box>
      <ul className="gh-checks">
        {checks.map(({ id, permits, text }) => (
          <li key={id}>
            <StatusIndicator type={permits ? 'success' : 'stopped'}>
              {`${shortId(id)}: ${text}`}
            </StatusIndicator>
          </li>
        ))}
      </ul>
    </div>
  );
};
