import type { DescribeKeyResponse, ListAliasesResponse } from '@aws-sdk/client-kms';
import { useParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { isMoving } from '../shared/state.tsx';
import { KeyButtons } from './buttons.tsx';
import { StateAlert } from './state-alert.tsx';
import { KeyTabs } from './tabs.tsx';

/** One key: everything that is known of it and done with it. */
export const Component = () => {
  const { id = '' } = useParams();
  const aws = useAwsClient();
  const key = useLoad(`key ${aws.region} ${id}`, async (signal) => {
    const { KeyMetadata } = await aws.call<DescribeKeyResponse>(
      'kms',
      'DescribeKey',
      { KeyId: id },
      signal,
    );
    return KeyMetadata;
  });
  const names = useLoad(`key-aliases ${aws.region} ${id}`, async (signal) => {
    const { Aliases } = await aws.call<ListAliasesResponse>(
      'kms',
      'ListAliases',
      { KeyId: id, Limit: 50 },
      signal,
    );
    return Aliases?.map(({ AliasName = '' }) => AliasName) ?? [];
  });
  usePolling(isMoving(key.data?.KeyState), key.reload);
  const aliases = names.data ?? [];
  const of = { aliases, changed: key.reload };
  return (
    <Page
      title={aliases[0] ?? id}
      actions={key.data === undefined ? null : <KeyButtons metadata={key.data} {...of} />}
    >
      <FailureOr of={key}>
        {(metadata) =>
          metadata === undefined ? null : (
            <>
              <StateAlert metadata={metadata} {...of} />
              <KeyTabs metadata={metadata} {...of} renamed={names.reload} />
            </>
          )
        }
      </FailureOr>
    </Page>
  );
};
