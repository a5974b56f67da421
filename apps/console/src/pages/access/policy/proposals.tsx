import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Proposal } from '../../../access/broker-types.ts';
import { useMe } from '../../../access/me-context.tsx';
import { useBroker } from '../../../access/person-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Time } from '../../../shared/time.tsx';
import { PlanView } from './plan-view.tsx';

interface Props {
  readonly proposal: Proposal;
  readonly done: () => void;
}

const ProposalActions = ({ proposal, done }: Props) => {
  const broker = useBroker();
  const { data: me } = useMe();
  const { id, state, mayDecide, proposedBy } = proposal;
  if (state !== 'pending') return null;
  const decide = (verb: 'approve' | 'reject' | 'withdraw') => () =>
    broker.call(`POST /v1/policy/proposals/{id}/${verb}`, { path: { id }, body: { comment: '' } });
  return (
    <Actions>
      {mayDecide ? (
        <>
          <ConfirmButton
            label="Reject"
            title={`Reject the change of ${proposedBy.name}`}
            text="The access policy stays as it is."
            act={decide('reject')}
            done={done}
          />
          <ConfirmButton
            label="Put in force"
            title={`Put the change of ${proposedBy.name} in force`}
            text="It counts from now on, for live access too: who may no longer have it loses it."
            act={decide('approve')}
            done={done}
          />
        </>
      ) : null}
      {me?.person.id === proposedBy.id ? (
        <ConfirmButton
          label="Withdraw"
          title="Withdraw your change"
          text="Nobody can put it in force any more."
          act={decide('withdraw')}
          done={done}
        />
      ) : null}
    </Actions>
  );
};

/** A change that waits for a second person, or what became of it. */
export const ProposalView = ({ proposal, done }: Props) => (
  <Container
    header={
      <Header
        variant="h3"
        description={proposal.comment}
        actions={<ProposalActions proposal={proposal} done={done} />}
      >
        {proposal.proposedBy.name}, {proposal.state}
      </Header>
    }
  >
    <SpaceBetween size="m">
      <Box>
        Proposed at <Time at={proposal.at} />
        {proposal.decidedBy === undefined ? null : (
          <>
            , decided by {proposal.decidedBy.name} at <Time at={proposal.decidedAt} />
          </>
        )}
      </Box>
      {proposal.plan === undefined ? null : <PlanView plan={proposal.plan} />}
      <ExpandableSection headerText="Document">
        <CopyBlock text={proposal.document} what="document" />
      </ExpandableSection>
    </SpaceBetween>
  </Container>
);
