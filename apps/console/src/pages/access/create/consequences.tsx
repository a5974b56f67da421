import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Explanation } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { Draft } from './choice.ts';

const Steps = ({ steps, automatic }: Pick<Explanation, 'steps' | 'automatic'>) => (
  <SpaceBetween size="s">
    {automatic.map((text) => (
      <Box key={text}>{text}</Box>
    ))}
    {steps.map(({ name, quorum, groups, couldApprove }) => (
      <Box key={name}>
        <Box variant="strong">
          {quorum} of {groups.join(' or ')}
        </Box>
        {': '}
        {couldApprove.length === 0
          ? 'nobody can do this now'
          : couldApprove.map((person) => person.name).join(', ')}
      </Box>
    ))}
    {steps.length === 0 && automatic.length === 0 ? <Box>Nobody has to approve it.</Box> : null}
  </SpaceBetween>
);

/** What will be asked of whom, before anything is sent. */
export const Consequences = ({ draft }: { readonly draft: Draft }) => {
  const broker = useBroker();
  const targets = draft.chosen.map(({ target: { account, roleArn } }) => ({ account, roleArn }));
  const { breakGlass } = draft;
  const explained = useLoad(JSON.stringify([targets, breakGlass]), async (signal) =>
    targets.length === 0
      ? undefined
      : broker.call('POST /v1/explain', { body: { targets, breakGlass }, signal }),
  );
  if (targets.length === 0) return null;
  return (
    <Container header={<Header variant="h2">Who will be asked</Header>}>
      <FailureOr of={explained}>
        {(answer) => {
          if (answer === undefined) return null;
          if (!answer.eligible) return <Box>{answer.because?.message}</Box>;
          if (breakGlass)
            return (
              <Box>
                Nobody is asked: access starts at once, everybody who could have approved is told,
                and the use is reviewed afterwards.
              </Box>
            );
          return <Steps steps={answer.steps} automatic={answer.automatic} />;
        }}
      </FailureOr>
    </Container>
  );
};
