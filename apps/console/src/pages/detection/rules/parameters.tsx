import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import type { BehaviourSettings, RuleParameters } from '../../../api/detection/model.ts';
import type { RulesAnswer } from '../../../api/detection/settings.ts';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { Section } from '../shared/section.tsx';

interface Field<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly description: string;
}

const field = <Name extends string>(
  name: Name,
  label: string,
  description: string,
): Field<Name> => ({
  name,
  label,
  description,
});

const PARAMETERS: readonly Field<keyof RuleParameters>[] = [
  field(
    'expectedPrincipals',
    'Expected users and roles',
    'Launch instances and change things by design. Names or ARNs, may hold *.',
  ),
  field('pipelines', 'Pipelines', 'Identities of pipelines, or what their user agents hold.'),
  field('scanners', 'Scanners', 'Read everything by design: auditors, inventories.'),
  field('sensitiveBuckets', 'Sensitive buckets', 'Names, may hold *.'),
  field('bucketReaders', 'Readers of sensitive buckets', 'Read them by design.'),
  field('networks', 'Own networks', 'CIDRs. None: every network may be.'),
  field('partnerAccounts', 'Partner accounts', 'Own accounts that no record is of, and partners.'),
  field('sensitiveServices', 'Sensitive services', 'Event sources without .amazonaws.com.'),
];

type Lists = Pick<BehaviourSettings, 'knownNetworks' | 'ignoredPrincipals'>;
type Numbers = Omit<BehaviourSettings, keyof Lists>;

const LISTS: readonly Field<keyof Lists>[] = [
  field('knownNetworks', 'Known networks', 'Changing to one of them is never unusual. CIDRs.'),
  field('ignoredPrincipals', 'Ignored users and roles', 'Nothing is said of them. ARNs.'),
];

const NUMBERS: readonly Field<keyof Numbers>[] = [
  field(
    'learningDays',
    'Days of learning',
    'Of a principal’s own activity, before anything is said of it.',
  ),
  field('learningEvents', 'Events of learning', 'And at least so many.'),
  field('leastScore', 'Least score', 'Lower ones are not told.'),
  field(
    'twoNetworksMinutes',
    'Minutes for two networks',
    'Within which one session from two networks is noted.',
  ),
  field('maximumPrincipals', 'Most principals', 'That are remembered.'),
  field('maximumSessions', 'Most sessions', 'That are remembered.'),
];

type Draft = Readonly<Record<keyof RuleParameters | keyof BehaviourSettings, string>>;

const draftOf = ({ parameters, behaviour }: RulesAnswer): Partial<Draft> => ({
  ...Object.fromEntries(PARAMETERS.map(({ name }) => [name, parameters[name].join('\n')])),
  ...Object.fromEntries(LISTS.map(({ name }) => [name, behaviour[name].join('\n')])),
  ...Object.fromEntries(NUMBERS.map(({ name }) => [name, String(behaviour[name])])),
});

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Only what is other than before is sent. */
const changeOf = (before: Partial<Draft>, after: Partial<Draft>) => {
  const isChanged = ({ name }: Field<keyof Draft>): boolean => before[name] !== after[name];
  const lists = (fields: readonly Field<keyof Draft>[]) =>
    fields.filter(isChanged).map(({ name }) => [name, linesOf(after[name] ?? '')] as const);
  return {
    parameters: Object.fromEntries(lists(PARAMETERS)),
    behaviour: Object.fromEntries([
      ...lists(LISTS),
      ...NUMBERS.filter(isChanged).map(({ name }) => [name, Number(after[name])] as const),
    ]),
  };
};

const shown = (value: readonly string[] | number): string =>
  typeof value === 'number' ? String(value) : value.join(', ');

const Values = ({ answer }: { readonly answer: RulesAnswer }) => {
  const { parameters, behaviour, changed } = answer;
  const isChanged = (name: string): boolean =>
    [...changed.parameters, ...changed.behaviour].some((one) => one === name);
  const mark = (label: string, name: string): string =>
    isChanged(name) ? `${label} (changed)` : label;
  return (
    <Facts
      items={[
        ...PARAMETERS.map(
          ({ name, label }) => [mark(label, name), shown(parameters[name])] as const,
        ),
        ...[...LISTS, ...NUMBERS].map(
          ({ name, label }) => [mark(label, name), shown(behaviour[name])] as const,
        ),
      ]}
    />
  );
};

interface EditorProps {
  readonly draft: Partial<Draft>;
  readonly change: (part: Partial<Draft>) => void;
}

const Editor = ({ draft, change }: EditorProps) => (
  <SpaceBetween size="m">
    {[...PARAMETERS, ...LISTS].map(({ name, label, description }) => (
      <TextAreaField
        key={name}
        label={label}
        description={description}
        constraint="One a line"
        rows={2}
        value={draft[name] ?? ''}
        change={(text) => change({ [name]: text })}
      />
    ))}
    {NUMBERS.map(({ name, label, description }) => (
      <TextField
        key={name}
        label={label}
        description={description}
        type="number"
        value={draft[name] ?? ''}
        change={(text) => change({ [name]: text })}
      />
    ))}
  </SpaceBetween>
);

interface LoadedProps {
  readonly answer: RulesAnswer;
  readonly mayChange: boolean;
  readonly changed: () => void;
}

const Loaded = ({ answer, mayChange, changed }: LoadedProps) => {
  const { succeeded } = useNotifications();
  const action = useAction();
  const [draft, setDraft] = useState<Partial<Draft>>();
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      detection.changeParameters(changeOf(draftOf(answer), draft ?? {})),
    );
    if (!done) return;
    succeeded('Parameters saved.');
    setDraft(undefined);
    changed();
  };
  const title = 'What rules know of this environment';
  if (!mayChange)
    return (
      <Section title={title}>
        <Values answer={answer} />
      </Section>
    );
  return (
    <EditedSection
      title={title}
      editing={draft !== undefined}
      action={action}
      editLabel="Edit parameters"
      saveLabel="Save parameters"
      edit={() => setDraft(draftOf(answer))}
      cancel={() => setDraft(undefined)}
      save={() => void save()}
    >
      {draft === undefined ? (
        <Values answer={answer} />
      ) : (
        <Editor draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
      )}
    </EditedSection>
  );
};

/** By what rules tell the expected from the rest. */
export const Parameters = ({ mayChange }: { readonly mayChange: boolean }) => {
  const answer = useLoad('detection parameters', (signal) => detection.rules(signal));
  return (
    <FailureOr of={answer}>
      {(found) => <Loaded answer={found} mayChange={mayChange} changed={answer.reload} />}
    </FailureOr>
  );
};
