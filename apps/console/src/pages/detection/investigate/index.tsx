import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import type { InvestigateQuestion, SubjectKind } from '../../../api/detection/investigation.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useDraft } from '../../../shared/use-draft.ts';
import { Section } from '../shared/section.tsx';
import { Investigation } from './answer.tsx';

const KINDS: readonly (readonly [value: SubjectKind | '', label: string])[] = [
  ['', 'What it looks like'],
  ['principal', 'User or role'],
  ['session', 'Session'],
  ['access-key', 'Access key'],
  ['address', 'Address'],
  ['resource', 'Resource'],
  ['alert', 'Alert, 30 minutes before and after'],
];

interface Asked {
  readonly kind: string;
  readonly value: string;
  readonly from: string;
  readonly to: string;
}

const NAMES = ['kind', 'value', 'from', 'to'] as const satisfies readonly (keyof Asked)[];

const questionOf = ({ kind, value, from, to }: Asked): InvestigateQuestion => {
  const known = KINDS.find(([id]) => id === kind)?.[0] ?? '';
  return {
    value: value.trim(),
    ...(known === '' ? {} : { kind: known }),
    ...(from.trim() === '' ? {} : { from: from.trim() }),
    ...(to.trim() === '' ? {} : { to: to.trim() }),
  };
};

interface FormProps {
  readonly asked: Asked;
  readonly start: (asked: Asked) => void;
}

const Question = ({ asked, start }: FormProps) => {
  const [draft, change] = useDraft(asked);
  return (
    <Section title="Whom or what to look at">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.value.trim() !== '') start(draft);
        }}
      >
        <SpaceBetween size="m">
          <ColumnLayout columns={2}>
            <TextField
              label="Subject"
              constraint="ARN or name, access key, address, or the id of an alert"
              value={draft.value}
              change={(value) => change({ value })}
            />
            <ChoiceField
              label="It is a"
              value={draft.kind}
              options={KINDS}
              change={(kind) => change({ kind })}
            />
            <TextField
              label="From"
              constraint="Empty: the last 24 hours; of an alert, around it"
              placeholder="2026-03-14T09:00:00Z"
              value={draft.from}
              change={(from) => change({ from })}
            />
            <TextField
              label="Until"
              placeholder="2026-03-14T10:00:00Z"
              value={draft.to}
              change={(to) => change({ to })}
            />
          </ColumnLayout>
          <Button variant="primary" formAction="submit" disabled={draft.value.trim() === ''}>
            Investigate
          </Button>
        </SpaceBetween>
      </form>
    </Section>
  );
};

/** What somebody did, in order of time, and where it came from and went to. */
export const Component = () => {
  const [search, setSearch] = useSearchParams();
  const get = (name: keyof Asked): string => search.get(name) ?? '';
  const asked: Asked = {
    kind: get('kind'),
    value: get('value'),
    from: get('from'),
    to: get('to'),
  };
  const key = JSON.stringify(asked);
  return (
    <Page
      title="Investigate"
      description="Everything that a principal, a session, an address or a resource was in."
    >
      <Question
        key={key}
        asked={asked}
        start={(next) =>
          setSearch(
            NAMES.flatMap((name) =>
              next[name] === '' ? [] : [[name, next[name]] as [string, string]],
            ),
          )
        }
      />
      {asked.value.trim() === '' ? null : <Investigation key={key} question={questionOf(asked)} />}
    </Page>
  );
};
