import { useState } from 'react';
import type { Template } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { Draft } from './choice.ts';

interface Props {
  readonly apply: (changes: Partial<Draft>) => void;
}

/** Prepared requests of the access policy. Only what the person may ask for is taken over. */
export const TemplateField = ({ apply }: Props) => {
  const broker = useBroker();
  const [chosen, setChosen] = useState('');
  const { data } = useLoad('templates', (signal) => broker.call('GET /v1/templates', { signal }));
  const templates = data?.templates ?? [];
  if (templates.length === 0) return null;

  const take = async (template: Template): Promise<void> => {
    const found = await Promise.all(
      template.targets.map(async ({ account, roleArn }) => {
        const page = await broker.call('GET /v1/eligible', {
          query: { query: account, limit: 200 },
        });
        return page.eligible.find(({ target }) => target.roleArn === roleArn);
      }),
    );
    apply({
      chosen: found.filter((item) => item !== undefined),
      durationSeconds: template.durationSeconds,
      justification: template.justification,
      sessionPolicy: template.sessionPolicy ?? '',
    });
  };
  return (
    <ChoiceField
      label="Template (optional)"
      value={chosen}
      options={templates.map(({ id, title }) => [id, title] as const)}
      change={(id) => {
        setChosen(id);
        const template = templates.find((one) => one.id === id);
        if (template !== undefined) void take(template);
      }}
    />
  );
};
