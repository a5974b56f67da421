import FormField from '@cloudscape-design/components/form-field';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import type { Eligible } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { durationText } from '../shared/duration.ts';

const MOST_SHOWN = 100;

const approvalText = ({ automatic, steps }: Eligible): string => {
  if (automatic === 'always') return 'no approval needed';
  const people = steps.map(({ quorum, groups }) => `${quorum} of ${groups.join(' or ')}`);
  return `approval by ${people.join(' and ')}`;
};

const optionOf = (eligible: Eligible): MultiselectProps.Option => ({
  value: eligible.target.roleArn,
  label: `${eligible.target.roleName} in ${eligible.target.accountName}`,
  description: `${eligible.target.account} · up to ${durationText(eligible.maxDurationSeconds)} · ${approvalText(eligible)}`,
});

interface Props {
  readonly chosen: readonly Eligible[];
  readonly choose: (chosen: readonly Eligible[]) => void;
}

/** Only what the access policy lets this person ask for; typing asks the broker, for there may be thousands. */
export const TargetField = ({ chosen, choose }: Props) => {
  const broker = useBroker();
  const [text, setText] = useState('');
  const found = useLoad(`eligible ${text}`, (signal) =>
    broker.call('GET /v1/eligible', {
      query: { limit: MOST_SHOWN, ...(text === '' ? {} : { query: text }) },
      signal,
    }),
  );
  const eligible = found.data?.eligible ?? [];
  const known = new Map([...chosen, ...eligible].map((item) => [item.target.roleArn, item]));
  return (
    <FormField
      label="Access"
      description="Roles in accounts that you may ask for."
      {...(found.error === undefined ? {} : { errorText: found.error.message })}
    >
      <Multiselect
        selectedOptions={chosen.map(optionOf)}
        options={eligible.map(optionOf)}
        filteringType="manual"
        filteringPlaceholder="Find by account or role"
        filteringAriaLabel="Find by account or role"
        statusType={found.loading ? 'loading' : found.error === undefined ? 'finished' : 'error'}
        loadingText="Looking"
        errorText="The list could not be loaded"
        recoveryText="Try again"
        empty={text === '' ? 'You may not ask for any access' : 'No matches'}
        placeholder="Choose one or several"
        deselectAriaLabel={({ label = '' }) => `Leave out ${label}`}
        onLoadItems={({ detail }) => {
          setText(detail.filteringText);
          if (!detail.firstPage && !detail.samePage) return;
          if (found.error !== undefined) found.reload();
        }}
        onChange={({ detail }) =>
          choose(
            detail.selectedOptions.flatMap(({ value = '' }) => {
              const item = known.get(value);
              return item === undefined ? [] : [item];
            }),
          )
        }
      />
    </FormField>
  );
};
