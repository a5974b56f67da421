import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useForm } from '../../../shared/use-form.ts';
import { keyPath } from '../shared/names.ts';
import { aliasOf, canRotate, createKeyInput, type KeyDraft, NEW_KEY } from './draft.ts';
import { AdministratorsStep, LabelsStep, ReviewStep, UsersStep } from './steps.tsx';
import { TypeStep } from './type-step.tsx';

const WORDS = {
  stepNumberLabel: (step: number) => `Step ${step}`,
  collapsedStepsLabel: (step: number, count: number) => `Step ${step} of ${count}`,
  skipToButtonLabel: (step: { readonly title: string }) => `Skip to ${step.title}`,
  navigationAriaLabel: 'Steps',
  cancelButton: 'Cancel',
  previousButton: 'Previous',
  nextButton: 'Next',
  submitButton: 'Create key',
};

const createKey = async (aws: Aws, draft: KeyDraft, account: string): Promise<string> => {
  const { KeyMetadata } = await aws.call<CreateKeyResponse>(
    'kms',
    'CreateKey',
    createKeyInput(draft, account),
  );
  return KeyMetadata?.KeyId ?? '';
};

const finishKey = async (aws: Aws, draft: KeyDraft, id: string): Promise<void> => {
  const alias = aliasOf(draft);
  if (alias !== '') await aws.call('kms', 'CreateAlias', { AliasName: alias, TargetKeyId: id });
  if (canRotate(draft) && draft.rotates) await aws.call('kms', 'EnableKeyRotation', { KeyId: id });
};

/** Type, labels, administrators, users, review: the flow of AWS's own console. */
export const Component = () => {
  const aws = useAwsClient();
  const account = useAccount();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const [step, setStep] = useState(0);
  usePageTitle('Create key');
  const form = useForm(
    NEW_KEY,
    async (draft) => {
      const id = await createKey(aws, draft, account);
      try {
        await finishKey(aws, draft, id);
      } catch (error) {
        // The key is there: who tried again would make a second one.
        failed(toApiError(error), 'The key was created, and what follows was not');
      }
      return id;
    },
    (draft, id) => {
      succeeded(`Key ${aliasOf(draft) || id} created.`);
      void navigate(keyPath(id));
    },
  );
  const steps = [
    { title: 'Configure key', content: <TypeStep {...form} /> },
    { title: 'Add labels', content: <LabelsStep {...form} /> },
    { title: 'Key administrators', isOptional: true, content: <AdministratorsStep {...form} /> },
    { title: 'Key users', isOptional: true, content: <UsersStep {...form} /> },
    {
      title: 'Review',
      content: (
        <SpaceBetween size="l">
          <ErrorAlert error={form.error} />
          <ReviewStep {...form} />
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
      onNavigate={({ detail }) => setStep(detail.requestedStepIndex)}
      onCancel={() => void navigate('/kms/keys')}
      onSubmit={form.submit}
    />
  );
};
