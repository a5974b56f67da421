import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { RequestView, StepView } from '../../../access/broker-types.ts';
import { Time } from '../../../shared/time.tsx';
import { durationText } from '../shared/duration.ts';

const Step = ({ step, open }: { readonly step: StepView; readonly open: boolean }) => (
  <Box>
    <StatusIndicator type={step.satisfied ? 'success' : 'pending'}>
      {step.quorum} of {step.groups.join(' or ')}
      {step.escalated ? ' (escalated)' : ''}
    </StatusIndicator>
    <Box color="text-body-secondary">
      {step.approvedBy.length > 0
        ? `Approved by ${step.approvedBy.map(({ name }) => name).join(', ')}. `
        : ''}
      {open && !step.satisfied
        ? step.couldApprove.length === 0
          ? 'Nobody can approve this step now.'
          : `Can approve: ${step.couldApprove.map(({ name }) => name).join(', ')}.`
        : ''}
    </Box>
  </Box>
);

/** What has to be approved, who could, and who decided what. */
export const Approvals = ({ view }: { readonly view: RequestView }) => {
  const { request, steps, unapprovable } = view;
  return (
    <Container header={<Header variant="h2">Approvals</Header>}>
      <SpaceBetween size="m">
        {unapprovable ? (
          <StatusIndicator type="warning">
            Nobody present can complete the approval of this request.
          </StatusIndicator>
        ) : null}
        {steps.length === 0 ? <Box>Nobody has to approve it.</Box> : null}
        {steps.map((step) => (
          <Step key={step.name} step={step} open={request.state === 'pending'} />
        ))}
        {request.approvals.map(({ person, decision, comment, durationSeconds, at }) => (
          <Box key={person.id}>
            <Box variant="strong">{person.name}</Box>{' '}
            {decision === 'approve' ? 'approved' : 'rejected'} at <Time at={at} />
            {durationSeconds === undefined ? '' : `, for ${durationText(durationSeconds)}`}
            {comment === '' ? '' : `: ${comment}`}
          </Box>
        ))}
        {request.review === undefined ? null : (
          <Box>
            Review of break-glass:{' '}
            {request.review.state === 'due' ? 'not done yet' : request.review.state}
            {request.review.comment === undefined ? '' : `, ${request.review.comment}`}
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
};
