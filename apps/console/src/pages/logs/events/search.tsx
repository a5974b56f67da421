import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { TimeRangeFields } from '../../../shared/time-range-fields.tsx';
import { LogLines } from './lines.tsx';
import type { LogQuestion } from './question.ts';
import { useLines } from './use-lines.ts';

const MINUTE_MILLISECONDS = 60_000;

const RANGES: readonly (readonly [minutes: string, label: string])[] = [
  ['', 'All times'],
  ['5', 'Last 5 minutes'],
  ['60', 'Last hour'],
  ['1440', 'Last day'],
  ['10080', 'Last week'],
  ['between', 'From … until …'],
];

interface Asked {
  readonly pattern: string;
  readonly range: string;
  readonly from: string;
  readonly to: string;
}

const NAMES = ['pattern', 'range', 'from', 'to'] as const;

const instant = (text: string): number | undefined => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
};

const rangeOf = ({ range, from, to }: Asked, now: number): Pick<LogQuestion, 'from' | 'to'> => {
  if (range === 'between') return { from: instant(from), to: instant(to) };
  return range === '' ? {} : { from: now - Number(range) * MINUTE_MILLISECONDS };
};

interface ResultProps {
  readonly question: LogQuestion;
  readonly tail: boolean;
}

const Result = ({ question, tail }: ResultProps) => {
  const shown = useLines(question);
  usePolling(tail, shown.loadNewer);
  const { lines, loading, error, older } = shown;
  return (
    <SpaceBetween size="s">
      {lines.length > 0 && older !== undefined ? (
        <Button loading={loading && !tail} onClick={shown.loadOlder}>
          Load older
        </Button>
      ) : null}
      {lines.length === 0 ? (
        <Box color="text-body-secondary">
          {loading && !tail ? 'Loading log events' : 'No log events here.'}
        </Box>
      ) : (
        <LogLines
          lines={lines}
          group={question.stream === undefined ? question.group : undefined}
        />
      )}
      <Button loading={loading && !tail} onClick={shown.loadNewer}>
        Load newer
      </Button>
      <ErrorAlert error={error} retry={shown.loadNewer} />
    </SpaceBetween>
  );
};

interface FieldsProps {
  readonly draft: Asked;
  readonly change: (part: Partial<Asked>) => void;
}

const Fields = ({ draft, change }: FieldsProps) => (
  <SpaceBetween size="s">
    <FormField
      label="Filter pattern"
      constraintText={'Empty: every event. Words, or { $.level = "error" } for JSON'}
    >
      <Input value={draft.pattern} onChange={({ detail }) => change({ pattern: detail.value })} />
    </FormField>
    <TimeRangeFields draft={draft} change={change} ranges={RANGES} />
  </SpaceBetween>
);

interface Props {
  readonly group: string;
  readonly stream?: string;
}

/** What is searched for, in the address; `number` tells one search from the next. */
const useSearch = () => {
  const [search, setSearch] = useSearchParams();
  const get = (name: string): string => search.get(name) ?? '';
  const asked: Asked = {
    pattern: get('pattern'),
    range: get('range'),
    from: get('from'),
    to: get('to'),
  };
  const [searched, setSearched] = useState(() => ({ number: 0, now: Date.now() }));
  const start = (draft: Asked): void => {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const name of NAMES)
          if (draft[name] === '') next.delete(name);
          else next.set(name, draft[name]);
        return next;
      },
      { replace: true },
    );
    setSearched(({ number }) => ({ number: number + 1, now: Date.now() }));
  };
  return { asked, searched, start };
};

/** Log events of a group or a stream: by time and pattern, older and newer, or as they come. */
export const LogSearch = ({ group, stream }: Props) => {
  const { region } = useAwsClient();
  const { asked, searched, start } = useSearch();
  const [draft, setDraft] = useState(asked);
  const [tail, setTail] = useState(false);
  const question = { group, stream, pattern: asked.pattern, ...rangeOf(asked, searched.now) };
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Toggle checked={tail} onChange={({ detail }) => setTail(detail.checked)}>
              Live tail
            </Toggle>
          }
        >
          Log events
        </Header>
      }
    >
      <SpaceBetween size="m">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start(draft);
          }}
        >
          <SpaceBetween size="s">
            <Fields draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
            <Button formAction="submit">Search</Button>
          </SpaceBetween>
        </form>
        <Result
          key={`${region} ${searched.number} ${JSON.stringify(question)}`}
          question={question}
          tail={tail}
        />
      </SpaceBetween>
    </Container>
  );
};
