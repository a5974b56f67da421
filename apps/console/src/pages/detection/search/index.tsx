import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { TimeRangeFields } from '../../../shared/time-range-fields.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { ChangeDraft } from '../../../shared/use-draft.ts';
import { useDraft } from '../../../shared/use-draft.ts';
import { Section } from '../shared/section.tsx';
import { PatternBuilder } from './builder.tsx';
import { type Counted, countFound, countText } from './count.ts';
import { type Asked, ASKED_NAMES, questionOf, RANGES } from './question.ts';
import { Results } from './results.tsx';

interface FieldsProps {
  readonly draft: Asked;
  readonly change: ChangeDraft<Asked>;
}

const Where = ({ draft, change }: FieldsProps) => (
  <ColumnLayout columns={3}>
    <TimeRangeFields draft={draft} change={change} ranges={RANGES} />
    <TextField
      label="Accounts"
      placeholder="All, or ids with commas"
      value={draft.account}
      change={(account) => change({ account })}
    />
    <TextField
      label="Regions"
      placeholder="All, or names with commas"
      value={draft.region}
      change={(region) => change({ region })}
    />
  </ColumnLayout>
);

/** Counts what the pattern takes without listing it. */
const Count = ({ draft }: { readonly draft: Asked }) => {
  const action = useAction();
  const [counted, setCounted] = useState<Counted>();
  const run = async (): Promise<void> => {
    setCounted(undefined);
    await action.run(async () => setCounted(await countFound([questionOf(draft, Date.now())])));
  };
  return (
    <>
      <Button formAction="none" loading={action.busy} onClick={() => void run()}>
        Test pattern
      </Button>
      {counted === undefined ? null : (
        <StatusIndicator type={counted.count === 0 ? 'stopped' : 'success'}>
          {countText(counted)}
        </StatusIndicator>
      )}
      <ErrorAlert error={action.error} />
    </>
  );
};

/** What the address asks for: a link that names two times means the time between them. */
const askedIn = (search: URLSearchParams): Asked => {
  const get = (name: string): string => search.get(name) ?? '';
  const range = get('range');
  const usual = get('from') === '' ? '24' : 'between';
  return {
    pattern: get('pattern'),
    range: range === '' ? usual : range,
    from: get('from'),
    to: get('to'),
    account: get('account'),
    region: get('region'),
  };
};

const Search = ({
  asked,
  start,
}: {
  readonly asked: Asked;
  readonly start: (asked: Asked) => void;
}) => {
  const [draft, change] = useDraft(asked);
  return (
    <Section title="What to look for">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start(draft);
        }}
      >
        <SpaceBetween size="m">
          <PatternBuilder pattern={draft.pattern} change={(pattern) => change({ pattern })} />
          <Where draft={draft} change={change} />
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <Button variant="primary" formAction="submit">
              Search
            </Button>
            <Count draft={draft} />
          </SpaceBetween>
        </SpaceBetween>
      </form>
    </Section>
  );
};

/** Searches what CloudTrail has stored, in all accounts that detection watches. */
export const Component = () => {
  const [search, setSearch] = useSearchParams();
  const [begun, setBegun] = useState(() => ({ number: 0, now: Date.now() }));
  const asked = askedIn(search);
  const key = `${begun.number} ${JSON.stringify(asked)}`;
  const start = (next: Asked): void => {
    setSearch(
      ASKED_NAMES.flatMap((name) =>
        next[name] === '' ? [] : [[name, next[name]] as [string, string]],
      ),
    );
    setBegun(({ number }) => ({ number: number + 1, now: Date.now() }));
  };
  return (
    <Page
      title="Event search"
      description="Management events of the last 90 days, of every account and Region that detection watches."
    >
      <Search key={JSON.stringify(asked)} asked={asked} start={start} />
      <Results key={key} question={questionOf(asked, begun.now)} />
    </Page>
  );
};
