import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useAction } from '../../../shared/use-aws.ts';
import { PolicyPicker } from '../shared/policy-picker.tsx';
import { createRoleInput, emptyDraft, type RoleDraft } from './draft.ts';
import { ReviewStep, TagsStep, TrustStep } from './steps.tsx';

const WORDS = {
  stepNumberLabel: (step: number) => `Step ${step}`,
  collapsedStepsLabel: (step: number, count: number) => `Step ${step} of ${count}`,
  skipToButtonLabel: (step: { readonly title: string }) => `Skip to ${step.title}`,
  navigationAriaLabel: 'Steps',
  cancelButton: 'Cancel',
  previousButton: 'Previous',
  nextButton: 'Next',
  submitButton: 'Create role',
};

/** Trusted entity, permissions, tags, review: the flow of AWS's own console. */
export const Component = () => {
  const aws = useAwsClient();
  const account = useAccount();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [draft, setDraft] = useState<RoleDraft>(() => emptyDraft(account));
  const [step, setStep] = useState(0);
  const action = useAction();
  usePageTitle('Create role');
  const change = (part: Partial<RoleDraft>): void => setDraft((before) => ({ ...before, ...part }));

  const create = async (): Promise<void> => {
    const name = draft.name.trim();
    const done = await action.run(async () => {
      await aws.call('iam', 'CreateRole', createRoleInput(draft));
      for (const { Arn } of draft.policies)
        await aws.call('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: Arn });
    });
    if (!done) return;
    succeeded(`Role ${name} created.`);
    await navigate(`/iam/roles/${encodeURIComponent(name)}`);
  };
  const steps = [
    { title: 'Select trusted entity', content: <TrustStep draft={draft} change={change} /> },
    {
      title: 'Add permissions',
      isOptional: true,
      content: (
        <PolicyPicker selected={draft.policies} select={(policies) => change({ policies })} />
      ),
    },
    {
      title: 'Add tags',
      isOptional: true,
      content: <TagsStep draft={draft} change={change} />,
    },
    {
      title: 'Name, review and create',
      content: (
        <SpaceBetween size="l">
          <ErrorAlert error={action.error} />
          <ReviewStep draft={draft} change={change} />
        </SpaceBetween>
      ),
    },
  ];
  return (
    <Wizard
      i18nStrings={WORDS}
      steps={steps}
      activeStepIndex={step}
      isLoadingNextStep={action.busy}
      onNavigate={({ detail }) => setStep(detail.requestedStepIndex)}
      onCancel={() => void navigate('/iam/roles')}
      onSubmit={() => void create()}
    />
  );
};
