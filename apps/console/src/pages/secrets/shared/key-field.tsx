import type { AliasListEntry, ListAliasesResponse } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { DEFAULT_KEY } from './names.ts';

interface Props {
  /** An alias or the ID of a key; empty: the AWS managed key. */
  readonly value: string;
  readonly change: (key: string) => void;
}

/** The key under which values are encrypted. */
export const KeyField = ({ value, change }: Props) => {
  const aws = useAwsClient();
  const aliases = useLoad(`aliases ${aws.region}`, async (signal) => {
    const found = await allOf(
      pagesOf<ListAliasesResponse, Json<AliasListEntry>>(
        aws,
        { service: 'kms', operation: 'ListAliases' },
        ({ Aliases }) => Aliases,
      ),
      signal,
    );
    return found
      .flatMap(({ AliasName = '', TargetKeyId }) => (TargetKeyId === undefined ? [] : AliasName))
      .filter((name) => !name.startsWith('alias/aws/'));
  });
  const names = aliases.data ?? [];
  const known = value === '' || names.includes(value) ? names : [value, ...names];
  return (
    <ChoiceField
      label="Encryption key"
      description={
        <>
          Whoever reads the secret must be allowed to decrypt with it. For another account it must
          be a <PageLink to="/kms/keys">customer managed key</PageLink>.
        </>
      }
      value={value === '' ? DEFAULT_KEY : value}
      loading={aliases.loading}
      options={[
        [DEFAULT_KEY, `${DEFAULT_KEY} (AWS managed)`],
        ...known.map((name) => [name, name] as const),
      ]}
      change={(name) => change(name === DEFAULT_KEY ? '' : name)}
    />
  );
};
