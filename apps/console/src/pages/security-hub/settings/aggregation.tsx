import type {
  GetFindingAggregatorResponse,
  ListFindingAggregatorsResponse,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { useChange } from './use-change.ts';

type Aggregator = Json<GetFindingAggregatorResponse>;

const loadAggregator = async (aws: Aws, signal: AbortSignal): Promise<Aggregator | null> => {
  const { FindingAggregators: [found] = [] } = await aws.call<ListFindingAggregatorsResponse>(
    'securityhub',
    'ListFindingAggregators',
    {},
    signal,
  );
  if (found === undefined) return null;
  return aws.call<GetFindingAggregatorResponse>(
    'securityhub',
    'GetFindingAggregator',
    { FindingAggregatorArn: found.FindingAggregatorArn },
    signal,
  );
};

const MODES = [
  ['ALL_REGIONS', 'All Regions, also future ones'],
  ['ALL_REGIONS_EXCEPT_SPECIFIED', 'All Regions but some'],
  ['SPECIFIED_REGIONS', 'Some Regions'],
  ['NO_REGIONS', 'No Regions'],
] as const;

interface AggregationProps {
  readonly aggregator: Aggregator | null;
  readonly close: () => void;
  readonly saved: () => void;
}

const AggregationDialog = ({ aggregator, close, saved }: AggregationProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [mode, setMode] = useState<string>(aggregator?.RegionLinkingMode ?? 'ALL_REGIONS');
  const [regions, setRegions] = useState((aggregator?.Regions ?? []).join(', '));
  const names = mode === 'SPECIFIED_REGIONS' || mode === 'ALL_REGIONS_EXCEPT_SPECIFIED';
  const save = async (): Promise<void> => {
    const input = {
      RegionLinkingMode: mode,
      ...(names ? { Regions: regions.split(/[\s,]+/).filter((name) => name !== '') } : {}),
    };
    const done = await action.run(() =>
      aggregator === null
        ? aws.call('securityhub', 'CreateFindingAggregator', input)
        : aws.call('securityhub', 'UpdateFindingAggregator', {
            FindingAggregatorArn: aggregator.FindingAggregatorArn,
            ...input,
          }),
    );
    if (done) saved();
  };
  return (
    <Dialog
      title={aggregator === null ? `Aggregate findings in ${aws.region}` : 'Linked Regions'}
      confirmLabel="Save"
      busy={action.busy}
      error={action.error}
      close={close}
      confirm={() => void save()}
    >
      <ChoiceField label="Linked Regions" value={mode} options={MODES} change={setMode} />
      {names ? (
        <TextField
          label="Regions"
          description="Separated by commas."
          value={regions}
          change={setRegions}
        />
      ) : null}
    </Dialog>
  );
};

interface AggregationButtonsProps {
  readonly aggregator: Aggregator | null;
  readonly edit: () => void;
  readonly stopped: () => void;
}

const AggregationButtons = ({ aggregator, edit, stopped }: AggregationButtonsProps) => {
  const aws = useAwsClient();
  return (
    <Actions>
      {aggregator === null ? null : (
        <ConfirmButton
          label="Stop aggregating"
          title="Stop aggregating findings"
          text="Findings of other Regions are then seen in their own Region only."
          act={() =>
            aws.call('securityhub', 'DeleteFindingAggregator', {
              FindingAggregatorArn: aggregator.FindingAggregatorArn,
            })
          }
          done={stopped}
        />
      )}
      <Button onClick={edit}>
        {aggregator === null ? 'Aggregate here' : 'Edit linked Regions'}
      </Button>
    </Actions>
  );
};

/** Where findings of several Regions are together. */
export const Aggregation = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [editing, setEditing] = useState(false);
  const found = useLoad(`aggregator ${aws.region} ${change.turn}`, (signal) =>
    loadAggregator(aws, signal),
  );
  const aggregator = found.data ?? null;
  const buttons = (
    <AggregationButtons
      aggregator={aggregator}
      edit={() => setEditing(true)}
      stopped={() => change.done('Findings are no longer aggregated.')}
    />
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="One Region where the findings of others are seen and worked with, too."
          actions={found.data === undefined ? undefined : buttons}
        >
          Aggregation Region
        </Header>
      }
    >
      <FailureOr of={found}>
        {(value) => (
          <Facts
            items={[
              ['Aggregation Region', value?.FindingAggregationRegion ?? 'None'],
              ['Linked', inWords(value?.RegionLinkingMode)],
              ['Regions', value?.Regions?.join(', ')],
            ]}
          />
        )}
      </FailureOr>
      {editing ? (
        <AggregationDialog
          aggregator={aggregator}
          close={() => setEditing(false)}
          saved={() => {
            setEditing(false);
            change.done('Aggregation saved.');
          }}
        />
      ) : null}
    </Container>
  );
};
