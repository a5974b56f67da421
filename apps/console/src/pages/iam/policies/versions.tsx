import type {
  GetPolicyVersionResponse,
  ListPolicyVersionsResponse,
  PolicyVersion,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { readable } from '../shared/document.ts';

type Row = Json<PolicyVersion>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'version',
    header: 'Version',
    isRowHeader: true,
    cell: ({ VersionId, IsDefaultVersion }) =>
      `${VersionId ?? ''}${IsDefaultVersion === true ? ' (default)' : ''}`,
    text: ({ VersionId }) => VersionId,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreateDate }) => <Time at={CreateDate} />,
    text: ({ CreateDate }) => CreateDate,
  },
];

const VersionDocument = ({ arn, version }: { readonly arn: string; readonly version: string }) => {
  const loaded = useAws<GetPolicyVersionResponse>({
    service: 'iam',
    operation: 'GetPolicyVersion',
    input: { PolicyArn: arn, VersionId: version },
  });
  return (
    <FailureOr of={loaded}>
      {({ PolicyVersion: found }) => (
        <JsonEditor label={`Document of ${version}`} value={readable(found?.Document)} />
      )}
    </FailureOr>
  );
};

interface Props {
  readonly arn: string;
  /** AWS's own: to be seen, not to be changed. */
  readonly fixed: boolean;
  readonly changed: () => void;
}

export const PolicyVersions = ({ arn, fixed, changed }: Props) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  const action = useAction();
  const [version] = selected;
  const VersionId = version?.VersionId ?? '';
  const renew = (): void => {
    select([]);
    setTurn((before) => before + 1);
    changed();
  };
  const setDefault = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'SetDefaultPolicyVersion', { PolicyArn: arn, VersionId }),
    );
    if (done) renew();
  };
  const isFixed = fixed || version === undefined || version.IsDefaultVersion === true;
  return (
    <SpaceBetween size="m">
      <ErrorAlert error={action.error} />
      <AwsTable
        title="Policy versions"
        name="versions"
        columns={COLUMNS}
        loadKey={`${arn} ${turn}`}
        load={pagesOf<ListPolicyVersionsResponse, Row>(
          aws,
          { service: 'iam', operation: 'ListPolicyVersions', input: { PolicyArn: arn } },
          ({ Versions }) => Versions,
        )}
        idOf={(item) => item.VersionId ?? ''}
        empty="No versions"
        filterLabel="Filter versions"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Delete"
              title={`Delete version ${VersionId}`}
              text="The version cannot be brought back."
              disabled={isFixed}
              act={() => aws.call('iam', 'DeletePolicyVersion', { PolicyArn: arn, VersionId })}
              done={renew}
            />
            <Button disabled={isFixed} loading={action.busy} onClick={() => void setDefault()}>
              Set as default
            </Button>
          </>
        }
      />
      {VersionId === '' ? null : <VersionDocument arn={arn} version={VersionId} />}
    </SpaceBetween>
  );
};
