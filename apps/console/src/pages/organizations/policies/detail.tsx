import type {
  DescribePolicyResponse,
  ListTargetsForPolicyResponse,
  Policy,
  PolicyTargetSummary,
} from '@aws-sdk/client-organizations';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Page } from '../../../shared/page.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { controlName } from '../control-types.ts';

type Target = Json<PolicyTargetSummary>;

const TARGETS: readonly Column<Target>[] = [
  {
    id: 'name',
    header: 'Target',
    isRowHeader: true,
    cell: ({ TargetId = '', Name }) => (
      <PageLink to={`/organizations/accounts/${TargetId}`}>{Name}</PageLink>
    ),
    text: ({ Name }) => Name,
  },
  { id: 'id', header: 'ID', cell: ({ TargetId }) => TargetId, text: ({ TargetId }) => TargetId },
  { id: 'type', header: 'Type', cell: ({ Type }) => Type, text: ({ Type }) => Type },
];

interface DocumentProps {
  readonly policy: Json<Policy>;
  readonly changed: () => void;
}

const Document = ({ policy, changed }: DocumentProps) => {
  const aws = useAwsClient();
  const { Id, Type, AwsManaged } = policy.PolicySummary ?? {};
  const [edited, setEdited] = useState<string>();
  const remarks = usePolicyRemarks(
    edited ?? '',
    Type === 'RESOURCE_CONTROL_POLICY' ? 'RESOURCE_CONTROL_POLICY' : 'SERVICE_CONTROL_POLICY',
  );
  const action = useAction();
  const current = indented(policy.Content ?? '');
  const save = async (): Promise<void> => {
    const input = { PolicyId: Id, Content: edited };
    if (!(await action.run(() => aws.call('organizations', 'UpdatePolicy', input)))) return;
    setEdited(undefined);
    changed();
  };
  const cancel = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      saveLabel="Save"
      disabled={AwsManaged === true}
      edit={() => setEdited(current)}
      cancel={cancel}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Policy document
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <JsonEditor label="Policy document" value={current} />
        ) : (
          <JsonEditor label="Policy document" value={edited} change={setEdited} remarks={remarks} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const Targets = ({ policyId }: { readonly policyId: string }) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Targets"
      columns={TARGETS}
      loadKey={policyId}
      load={pagesOf<ListTargetsForPolicyResponse, Target>(
        aws,
        {
          service: 'organizations',
          operation: 'ListTargetsForPolicy',
          input: { PolicyId: policyId },
        },
        ({ Targets: targets }) => targets,
      )}
      idOf={({ TargetId = '' }) => TargetId}
      empty="Attached to nothing"
      filterLabel="Filter targets"
    />
  );
};

export const Component = () => {
  const { id = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const policy = useAws<DescribePolicyResponse>({
    service: 'organizations',
    operation: 'DescribePolicy',
    input: { PolicyId: id },
  });
  const summary = policy.data?.Policy?.PolicySummary;
  const name = summary?.Name ?? id;
  return (
    <Page
      title={name}
      actions={
        <ConfirmButton
          label="Delete"
          title={`Delete policy ${name}`}
          text="A policy that is attached cannot be deleted."
          disabled={summary === undefined || summary.AwsManaged === true}
          act={() => aws.call('organizations', 'DeletePolicy', { PolicyId: id })}
          done={() => void navigate('/organizations/policies')}
        />
      }
    >
      <FailureOr of={policy}>
        {({ Policy: found }) =>
          found === undefined ? null : (
            <>
              <Container header={<Header variant="h2">Summary</Header>}>
                <Facts
                  items={[
                    ['Type', controlName(summary?.Type)],
                    ['ARN', summary?.Arn],
                    ['Description', summary?.Description],
                  ]}
                />
              </Container>
              <Document policy={found} changed={policy.reload} />
              <Targets policyId={id} />
            </>
          )
        }
      </FailureOr>
    </Page>
  );
};
