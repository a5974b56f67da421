import type { CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Wizard from '@cloudscape-design/components/wizard';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useForm } from '../../../shared/use-form.ts';
import { RotationFields } from '../schedule/fields.tsx';
import { rotateSecret } from '../schedule/rotate.ts';
import { isSound, type ScheduleCheck, useSchedule } from '../schedule/use-schedule.ts';
import { secretPath } from '../shared/names.ts';
import { valueFault } from '../value/draft.ts';
import { ConfigureStep } from './configure-step.tsx';
import { createInput, newSecret, type SecretDraft } from './draft.ts';
import { ReviewStep } from './review-step.tsx';
import { TypeStep } from './type-step.tsx';

const WORDS = {
  stepNumberLabel: (step: number) => `Step ${step}`,
  collapsedStepsLabel: (step: number, count: number) => `Step ${step} of ${count}`,
  skipToButtonLabel: (step: { readonly title: string }) => `Skip to ${step.title}`,
  navigationAriaLabel: 'Steps',
  cancelButton: 'Cancel',
  previousButton: 'Previous',
  nextButton: 'Next',
  submitButton: 'Store secret',
};

const finish = async (aws: Aws, { policy, rotation }: SecretDraft, arn: string): Promise<void> => {
  if (policy.trim() !== '')
    await aws.call('secretsmanager', 'PutResourcePolicy', {
      SecretId: arn,
      ResourcePolicy: policy,
      BlockPublicPolicy: true,
    });
  if (rotation.on) await rotateSecret(aws, arn, rotation);
};

/** What keeps one from leaving a step; undefined when nothing does. */
const faultOf = (step: number, draft: SecretDraft, check: ScheduleCheck): string | undefined => {
  if (step === 0) return valueFault(draft.value);
  if (step === 1) return draft.name.trim() === '' ? 'Write a name.' : undefined;
  const { rotation } = draft;
  if (step !== 2 || !rotation.on) return undefined;
  if (rotation.lambda === '') return 'Choose a rotation function.';
  return isSound(check) ? undefined : (check.fault ?? check.durationFault ?? 'One moment.');
};

const StepOf = ({
  fault,
  children,
}: {
  readonly fault: string | undefined;
  readonly children: ReactNode;
}) => (
  <SpaceBetween size="l">
    {children}
    <div aria-live="polite">
      {fault === undefined ? null : <StatusIndicator type="error">{fault}</StatusIndicator>}
    </div>
  </SpaceBetween>
);

const useStore = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  return useForm(
    newSecret,
    async (draft) => {
      const { ARN = '' } = await aws.call<CreateSecretResponse>(
        'secretsmanager',
        'CreateSecret',
        createInput(draft),
      );
      try {
        await finish(aws, draft, ARN);
      } catch (error) {
        // The secret is there: its page is where the rest is mended.
        failed(toApiError(error), 'The secret was stored, and what follows was not');
      }
    },
    ({ name }) => {
      succeeded(`Secret ${name.trim()} stored.`);
      void navigate(secretPath(name.trim()));
    },
  );
};

/** Type, configuration, rotation, review: the flow of AWS's own console. */
export const Component = () => {
  const navigate = useNavigate();
  const [step, setStep] = useState(0);
  // The step that somebody tried to leave.
  const [tried, setTried] = useState<number>();
  usePageTitle('Store a new secret');
  const form = useStore();
  const { draft, change } = form;
  const check = useSchedule(draft.rotation);
  const of = { draft, change };
  const go = (to: number): void => {
    const at = [0, 1, 2].find((one) => one < to && faultOf(one, draft, check) !== undefined);
    setTried(at);
    setStep(at ?? to);
  };
  const fault = tried === step ? faultOf(step, draft, check) : undefined;
  const shown = (content: ReactNode): ReactNode => <StepOf fault={fault}>{content}</StepOf>;
  const steps = [
    { title: 'Choose secret type', content: shown(<TypeStep {...of} />) },
    { title: 'Configure secret', content: shown(<ConfigureStep {...of} />) },
    {
      title: 'Configure rotation',
      isOptional: true,
      content: shown(
        <Container header={<Header variant="h2">Configure automatic rotation</Header>}>
          <RotationFields
            draft={draft.rotation}
            change={(part) => change({ rotation: { ...draft.rotation, ...part } })}
            check={check}
          />
        </Container>,
      ),
    },
    {
      title: 'Review',
      content: (
        <SpaceBetween size="l">
          <ErrorAlert error={form.error} />
          <ReviewStep draft={draft} check={check} />
        </SpaceBetween>
      ),
    },
  ];
  return (
    <Wizard
      i18nStrings={WORDS}
      steps={steps}
      activeStepIndex={step}
      isLoadingNextStep={form.busy}
      onNavigate={({ detail }) => go(detail.requestedStepIndex)}
      onCancel={() => void navigate('/secrets-manager')}
      onSubmit={form.submit}
    />
  );
};
