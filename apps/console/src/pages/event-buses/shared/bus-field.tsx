import type { EventBus, ListEventBusesResponse } from '@aws-sdk/client-eventbridge';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useLoad } from '../../../shared/use-aws.ts';

interface Props {
  readonly value: string;
  readonly change: (bus: string) => void;
  /** What is chosen: names, or ARNs. */
  readonly by?: 'name' | 'arn';
}

/** One of the buses of the account; where they may not be listed, the one that is there already. */
export const BusField = ({ value, change, by = 'name' }: Props) => {
  const aws = useAwsClient();
  const found = useLoad(`buses ${aws.region}`, (signal) =>
    allOf(
      pagesOf<ListEventBusesResponse, Json<EventBus>>(
        aws,
        { service: 'events', operation: 'ListEventBuses' },
        ({ EventBuses }) => EventBuses,
      ),
      signal,
    ),
  );
  const options = (found.data ?? []).map(
    ({ Name = '', Arn = '' }) => [by === 'name' ? Name : Arn, Name] as const,
  );
  const known = options.some(([option]) => option === value);
  return (
    <ChoiceField
      label="Event bus"
      value={value}
      options={known || value === '' ? options : [[value, value], ...options]}
      loading={found.loading}
      change={change}
    />
  );
};
