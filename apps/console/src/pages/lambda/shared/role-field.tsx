import type { ListRolesResponse, Role } from '@aws-sdk/client-iam';
import type { Json } from '../../../api/json.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import { useLoad } from '../../../shared/use-aws.ts';

interface Props {
  readonly value: string;
  readonly change: (arn: string) => void;
}

/** The role that a function runs as: one that trusts lambda.amazonaws.com. */
export const RoleField = ({ value, change }: Props) => {
  const aws = useAwsClient();
  const account = useAccount();
  const choices = useLoad(`roles ${account}`, async (signal) => {
    const roles = await allOf(
      pagesOf<ListRolesResponse, Json<Role>>(
        aws,
        { service: 'iam', operation: 'ListRoles' },
        ({ Roles }) => Roles,
      ),
      signal,
    );
    return roles.flatMap(({ Arn = '', AssumeRolePolicyDocument: trust = '' }) =>
      decodeURIComponent(trust).includes('lambda.amazonaws.com') ? [Arn] : [],
    );
  });
  return (
    <SuggestField
      label="ARN of the execution role"
      description="It must trust lambda.amazonaws.com."
      value={value}
      change={change}
      choices={choices}
    />
  );
};
