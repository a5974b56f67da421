import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { usePageTitle } from '../../shared/page-title.ts';
import { EVENT_COLUMNS } from './columns.tsx';
import type { EventRow } from './event.ts';

const ATTRIBUTES = [
  ['', 'All events'],
  ['EventName', 'Event name'],
  ['Username', 'User name'],
  ['EventSource', 'Event source'],
  ['ReadOnly', 'Read-only'],
  ['ResourceName', 'Resource name'],
  ['ResourceType', 'Resource type'],
  ['AccessKeyId', 'AWS access key'],
  ['EventId', 'Event ID'],
].map(([value = '', label = '']) => ({ value, label }));

const RANGES = [
  ['', 'Last 90 days'],
  ['30', 'Last 30 minutes'],
  ['60', 'Last hour'],
  ['180', 'Last 3 hours'],
  ['720', 'Last 12 hours'],
  ['1440', 'Last day'],
  ['10080', 'Last 7 days'],
].map(([value = '', label = '']) => ({ value, label }));

interface Chosen {
  readonly attribute: string;
  readonly value: string;
  readonly minutes: string;
}

const lookupInput = ({ attribute, value, minutes }: Chosen): object => ({
  ...(attribute === '' || value === ''
    ? {}
    : { LookupAttributes: [{ AttributeKey: attribute, AttributeValue: value }] }),
  ...(minutes === ''
    ? {}
    : { StartTime: new Date(Date.now() - Number(minutes) * 60_000).toISOString() }),
});

interface FilterProps {
  readonly chosen: Chosen;
  readonly choose: (chosen: Partial<Chosen>) => void;
}

/** CloudTrail finds by one attribute at a time. */
const LookupFilter = ({ chosen, choose }: FilterProps) => {
  const [attribute, setAttribute] = useState(chosen.attribute);
  const [value, setValue] = useState(chosen.value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        choose({ attribute, value: value.trim() });
      }}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Select
          ariaLabel="Look up by"
          selectedOption={ATTRIBUTES.find((option) => option.value === attribute) ?? null}
          options={ATTRIBUTES}
          onChange={({ detail }) => {
            const next = detail.selectedOption.value ?? '';
            setAttribute(next);
            setValue('');
            if (next === '') choose({ attribute: '', value: '' });
          }}
        />
        {attribute === '' ? null : (
          <>
            <Input
              value={value}
              ariaLabel="Value to look up"
              placeholder={attribute === 'ReadOnly' ? 'true or false' : 'Exact value'}
              onChange={({ detail }) => setValue(detail.value)}
            />
            <Button formAction="submit">Look up</Button>
          </>
        )}
        <Select
          ariaLabel="Time range"
          selectedOption={RANGES.find((option) => option.value === chosen.minutes) ?? null}
          options={RANGES}
          onChange={({ detail }) => choose({ minutes: detail.selectedOption.value ?? '' })}
        />
      </SpaceBetween>
    </form>
  );
};

/** Every call of the last 90 days in this account and Region. */
export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  usePageTitle('Event history');
  const chosen: Chosen = {
    attribute: search.get('by') ?? '',
    value: search.get('value') ?? '',
    minutes: search.get('minutes') ?? '',
  };
  const choose = (part: Partial<Chosen>): void => {
    const { attribute, value, minutes } = { ...chosen, ...part };
    const pairs = [
      ['by', attribute],
      ['value', value],
      ['minutes', minutes],
    ].filter(([, text]) => text !== '');
    setSearch(new URLSearchParams(pairs));
  };
  const key = JSON.stringify(chosen);
  return (
    <AwsTable
      key={key}
      title="Event history"
      headingTag="h1"
      variant="full-page"
      description="Calls of the last 90 days in this account and Region, the latest first. Events of global services are in us-east-1."
      columns={EVENT_COLUMNS}
      loadKey={key}
      load={pagesOf<LookupEventsResponse, EventRow>(
        aws,
        { service: 'cloudtrail', operation: 'LookupEvents', input: lookupInput(chosen) },
        ({ Events }) => Events,
      )}
      idOf={({ EventId = '' }) => EventId}
      empty="No events"
      filterLabel="Filter the loaded events"
      extraFilter={<LookupFilter chosen={chosen} choose={choose} />}
      pageSize={25}
    />
  );
};
