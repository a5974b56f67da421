import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { ContextField } from '../shared/context.tsx';
import type { OfKey } from '../shared/of-key.ts';
import { isSymmetric } from '../shared/specs.ts';
import { trialOf } from './operations.ts';
import { TrialSection } from './section.tsx';

/** A quick check whether the key does what it should, as whoever is signed in. */
export const Trial = ({ metadata }: OfKey) => {
  const trial = trialOf(metadata);
  const [pairs, setPairs] = useState<readonly EditedTag[]>([]);
  const [algorithm, setAlgorithm] = useState(trial?.algorithms[0] ?? '');
  if (trial === undefined)
    return (
      <Alert type="info">
        This key works with keys of others: it is tried where they are, with the AWS CLI or an SDK.
      </Alert>
    );
  const { operations, algorithmMember, algorithms } = trial;
  return (
    <SpaceBetween size="l">
      {isSymmetric(metadata) ? (
        <ContextField
          label="Encryption context"
          description="No secret. Who decrypts must give the same pairs."
          pairs={pairs}
          change={setPairs}
        />
      ) : null}
      {algorithms.length > 1 ? (
        <ChoiceField
          label="Algorithm"
          value={algorithm}
          options={algorithms.map((name) => [name, name] as const)}
          change={(name) => setAlgorithm(algorithms.find((known) => known === name) ?? '')}
        />
      ) : null}
      {operations.map((operation) => (
        <TrialSection
          key={operation.operation}
          metadata={metadata}
          trial={operation}
          pairs={pairs}
          more={algorithmMember === '' ? {} : { [algorithmMember]: algorithm }}
        />
      ))}
    </SpaceBetween>
  );
};
