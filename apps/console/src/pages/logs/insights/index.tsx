import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Page } from '../../../shared/page.tsx';
import { type Draft, QueryFields } from './fields.tsx';
import { Results } from './results.tsx';
import { SAMPLES } from './samples.ts';
import { SaveButton, SavedQueries } from './saved.tsx';
import { type Question, useQuery } from './use-query.ts';

const MINUTE_MILLISECONDS = 60_000;

/** What is asked is in the address, so that it can be told to others. */
const useDraft = () => {
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Draft>(() => ({
    groups: search.getAll('group'),
    query: search.get('query') ?? SAMPLES[0]?.query ?? '',
    range: search.get('range') ?? '60',
    from: search.get('from') ?? '',
    to: search.get('to') ?? '',
  }));
  const keep = (): void => {
    const next = new URLSearchParams({ query: draft.query, range: draft.range });
    for (const group of draft.groups) next.append('group', group);
    if (draft.range === 'between') {
      next.set('from', draft.from);
      next.set('to', draft.to);
    }
    setSearch(next, { replace: true });
  };
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  return { draft, change, keep };
};

/** Undefined while it cannot be asked. */
const questionOf = (draft: Draft, now: number): Question | undefined => {
  const { groups, query, range } = draft;
  const between = range === 'between';
  const from = between ? Date.parse(draft.from) : now - Number(range) * MINUTE_MILLISECONDS;
  const to = between ? Date.parse(draft.to) : now;
  if (groups.length === 0 || query.trim() === '' || !(from <= to)) return undefined;
  return { groups, query, from, to };
};

const Insights = () => {
  const { draft, change, keep } = useDraft();
  const { answer, error, running, run, stop } = useQuery();
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  // Whether it can be asked does not depend on the present time.
  const canAsk = questionOf(draft, 0) !== undefined;
  const ask = (): void => {
    const question = questionOf(draft, Date.now());
    if (question === undefined) return;
    keep();
    run(question);
  };
  return (
    <Page title="Logs Insights" description="Questions to the events of log groups.">
      <Container>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <SpaceBetween size="s">
            <QueryFields draft={draft} change={change} />
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="primary" formAction="submit" disabled={!canAsk} loading={running}>
                Run query
              </Button>
              <Button formAction="none" disabled={!running} onClick={stop}>
                Stop
              </Button>
              <SaveButton groups={draft.groups} query={draft.query} done={changed} />
            </SpaceBetween>
          </SpaceBetween>
        </form>
      </Container>
      <ErrorAlert error={error} />
      {answer === undefined ? null : (
        <Container>
          <Results answer={answer} />
        </Container>
      )}
      <SavedQueries
        turn={turn}
        changed={changed}
        use={({ groups, query }) => change(groups.length === 0 ? { query } : { groups, query })}
      />
    </Page>
  );
};

/** In another Region everything begins anew. */
export const Component = () => {
  const { region } = useAwsClient();
  return <Insights key={region} />;
};
