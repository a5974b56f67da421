import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Explanation } from '../../api/api-error.ts';
import { request } from '../../api/request.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import type { Column } from '../../shared/column.ts';
import { ExplanationView } from '../../shared/explanation-view.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useLoad } from '../../shared/use-aws.ts';

type Power = 'allowed' | 'partly' | 'denied';

interface Row {
  readonly operation: string;
  /** Empty where IAM has no action for it. */
  readonly action: string;
  readonly readOnly: boolean;
  readonly power: Power;
}

interface Why extends Row {
  readonly policiesShown?: boolean;
  readonly explanation?: Explanation;
}

const SHOWN: Readonly<Record<Power, readonly [StatusIndicatorProps.Type, string]>> = {
  allowed: ['success', 'Allowed'],
  partly: ['info', 'Only on some resources or conditions'],
  denied: ['stopped', 'Denied'],
};

const Indicator = ({ power }: { readonly power: Power }) => (
  <StatusIndicator type={SHOWN[power][0]}>{SHOWN[power][1]}</StatusIndicator>
);

const explore = <Answer,>(body: object, signal: AbortSignal): Promise<Answer> =>
  request('/api/explorer', { method: 'POST', body, signal });

const WhyText = ({ why }: { readonly why: Why }) => (
  <SpaceBetween size="m">
    <Indicator power={why.power} />
    {why.power === 'partly' ? (
      <Box color="text-body-secondary">
        Shown is a request for every resource at once, which is not how it is called: what a
        statement asks of the resource or of the request decides each time.
      </Box>
    ) : null}
    {why.explanation === undefined ? (
      <Box>No policy decides about this operation.</Box>
    ) : (
      <ExplanationView explanation={why.explanation} />
    )}
    {why.policiesShown === false ? (
      <Box color="text-body-secondary">
        The policies themselves are shown to whoever may call iam:SimulatePrincipalPolicy for this
        user or role.
      </Box>
    ) : null}
  </SpaceBetween>
);

interface DialogProps {
  readonly service: string;
  readonly operation: string;
  readonly close: () => void;
}

const WhyDialog = ({ service, operation, close }: DialogProps) => {
  const { region } = useAwsClient();
  const why = useLoad(`why ${region} ${service} ${operation}`, (signal) =>
    explore<Why>({ service, operation, region }, signal),
  );
  return (
    <Modal
      visible
      size="large"
      header={`${service}: ${operation}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <Button onClick={close}>Close</Button>
        </Box>
      }
    >
      <FailureOr of={why}>{(found) => <WhyText why={found} />}</FailureOr>
    </Modal>
  );
};

const columns = (ask: (operation: string) => void): readonly Column<Row>[] => [
  {
    id: 'operation',
    header: 'Operation',
    isRowHeader: true,
    cell: ({ operation }) => operation,
    text: ({ operation }) => operation,
  },
  {
    id: 'power',
    header: 'For this session',
    cell: ({ power }) => <Indicator power={power} />,
    text: ({ power }) => SHOWN[power][1],
  },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ readOnly }) => (readOnly ? 'Reads' : 'Changes'),
    text: ({ readOnly }) => (readOnly ? 'Reads' : 'Changes'),
  },
  {
    id: 'why',
    header: 'Explanation',
    cell: ({ operation }) => (
      <Button variant="inline-link" ariaLabel={`Why: ${operation}`} onClick={() => ask(operation)}>
        Why?
      </Button>
    ),
  },
];

/** What the session may do with each operation of a service, by the policies as they are now. */
export const PowerTable = () => {
  const { region } = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [asked, setAsked] = useState<string>();
  const service = search.get('service') ?? 'sqs';
  const { data } = useLoad('services', (signal) =>
    explore<{ services: readonly string[] }>({}, signal),
  );
  return (
    <>
      <AwsTable
        title="What may I do"
        name="power"
        description="Policies of a resource can add to this, or take from it, for that resource."
        columns={columns(setAsked)}
        loadKey={`${region} ${service}`}
        load={async (_token, signal) => {
          const found = await explore<{ operations: readonly Row[] }>({ service, region }, signal);
          return { items: found.operations };
        }}
        idOf={({ operation }) => operation}
        empty="The service has no operations here"
        filterLabel="Filter operations"
        pageSize={25}
        extraFilter={
          <ChoiceField
            label="Service"
            value={service}
            options={(data?.services ?? [service]).map((id) => [id, id] as const)}
            change={(id) => setSearch({ service: id }, { replace: true })}
          />
        }
      />
      {asked === undefined ? null : (
        <WhyDialog service={service} operation={asked} close={() => setAsked(undefined)} />
      )}
    </>
  );
};
