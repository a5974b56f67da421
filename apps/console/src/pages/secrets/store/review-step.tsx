import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Facts } from '../../../shared/facts.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { WindowCalendar } from '../schedule/calendar.tsx';
import { ScheduleSummary } from '../schedule/summary.tsx';
import type { ScheduleCheck } from '../schedule/use-schedule.ts';
import { DEFAULT_KEY, functionName } from '../shared/names.ts';
import type { SecretDraft } from './draft.ts';

interface Props {
  readonly draft: SecretDraft;
  readonly check: ScheduleCheck;
}

const RotationReview = ({ draft: { rotation }, check: { explained } }: Props) => (
  <Container header={<Header variant="h2">Rotation schedule</Header>}>
    {rotation.on && explained !== undefined ? (
      <SpaceBetween size="m">
        <ScheduleSummary explained={explained} duration={rotation.duration} />
        <Facts
          items={[
            ['Rotation function', functionName(rotation.lambda)],
            ['Rotate immediately', rotation.immediately ? 'Yes' : 'No: tested only'],
          ]}
        />
        <WindowCalendar windows={explained.windows ?? []} />
      </SpaceBetween>
    ) : (
      'Automatic rotation is off.'
    )}
  </Container>
);

/** Everything but the secret itself. */
export const ReviewStep = (props: Props) => {
  const { draft } = props;
  const { value } = draft;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Secret</Header>}>
        <SpaceBetween size="m">
          <Facts
            items={[
              ['Secret name', draft.name],
              ['Description', draft.description],
              ['Encryption key', draft.key === '' ? DEFAULT_KEY : draft.key],
              [
                'Value',
                value.as === 'text'
                  ? 'Plaintext'
                  : `Keys: ${value.pairs
                      .map(({ key }) => key)
                      .filter((key) => key !== '')
                      .join(', ')}`,
              ],
              ['Tags', draft.tags.map((tag) => `${tag.key} = ${tag.value}`).join(', ')],
              ['Replicas', draft.replicas.join(', ')],
            ]}
          />
          {draft.policy.trim() === '' ? null : (
            <JsonEditor label="Resource policy" value={draft.policy} />
          )}
        </SpaceBetween>
      </Container>
      <RotationReview {...props} />
    </SpaceBetween>
  );
};
