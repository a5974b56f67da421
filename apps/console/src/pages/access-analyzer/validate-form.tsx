import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ChoiceField } from '../../shared/choice-field.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { usePolicyCheck, type ValidatedType } from '../../shared/use-policy-remarks.ts';
import { NEW_POLICY } from '../iam/shared/document.ts';

const TYPES: readonly (readonly [ValidatedType, string])[] = [
  ['IDENTITY_POLICY', 'Identity policy'],
  ['RESOURCE_POLICY', 'Resource policy'],
  ['SERVICE_CONTROL_POLICY', 'Service control policy'],
  ['RESOURCE_CONTROL_POLICY', 'Resource control policy'],
];

/** ValidatePolicy, as one types. */
export const ValidateForm = () => {
  const [document, setDocument] = useState(NEW_POLICY);
  const [type, setType] = useState<ValidatedType>('IDENTITY_POLICY');
  const { remarks, current, error } = usePolicyCheck(document, type);
  return (
    <Container header={<Header variant="h2">Policy to validate</Header>}>
      <SpaceBetween size="m">
        <ChoiceField
          label="Policy type"
          value={type}
          options={TYPES}
          change={(value) => setType(TYPES.find(([id]) => id === value)?.[0] ?? type)}
        />
        <JsonEditor
          label="Policy document"
          value={document}
          change={setDocument}
          remarks={remarks}
          minimumLines={16}
        />
        <ErrorAlert error={error} />
        {current && error === undefined && remarks.length === 0 ? (
          <StatusIndicator type="success">No findings</StatusIndicator>
        ) : null}
      </SpaceBetween>
    </Container>
  );
};
