import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type {
  ExplainedPattern,
  FieldExplanation,
  PatternExplanation,
} from '../../../api/explain.ts';

const Values = ({ values }: { readonly values: readonly string[] }) =>
  values.length === 0 ? (
    '–'
  ) : (
    <SpaceBetween size="xxs">
      {values.map((value) => (
        <Box key={value} variant="code">
          {value}
        </Box>
      ))}
    </SpaceBetween>
  );

/** The alternatives, those that passed marked. */
const Wanted = ({ wanted, passed }: FieldExplanation) => (
  <SpaceBetween size="xxs">
    {wanted.map((value) => (
      <span key={value}>
        <Box variant="code">{value}</Box>{' '}
        {passed.includes(value) ? <Badge color="green">passed</Badge> : null}
      </span>
    ))}
  </SpaceBetween>
);

const Fields = ({
  title,
  fields,
}: {
  readonly title: string;
  readonly fields: readonly FieldExplanation[];
}) => (
  <Table
    variant="embedded"
    items={fields}
    trackBy="path"
    wrapLines
    ariaLabels={{ tableLabel: title }}
    columnDefinitions={[
      {
        id: 'path',
        header: 'Field',
        isRowHeader: true,
        cell: ({ path }) => <Box variant="code">{path}</Box>,
      },
      {
        id: 'verdict',
        header: 'Verdict',
        cell: ({ matched }) => (
          <StatusIndicator type={matched ? 'success' : 'error'}>
            {matched ? 'Passes' : 'Does not pass'}
          </StatusIndicator>
        ),
      },
      { id: 'found', header: 'In the event', cell: ({ found }) => <Values values={found} /> },
      { id: 'wanted', header: 'Asked for', cell: (field) => <Wanted {...field} /> },
      { id: 'reason', header: 'Why', cell: ({ reason }) => reason },
    ]}
  />
);

const Alternatives = ({ alternatives }: PatternExplanation) => (
  <SpaceBetween size="m">
    {alternatives.map(({ matched, onlyAcrossElements, fields }, at) => {
      const title =
        alternatives.length === 1
          ? 'Fields of the pattern'
          : `Alternative ${at + 1} of $or: ${matched ? 'matches' : 'does not match'}`;
      return (
        <SpaceBetween key={title} size="xs">
          {alternatives.length === 1 ? null : <Box variant="h3">{title}</Box>}
          {onlyAcrossElements ? (
            <Alert type="info">
              Each field passes, but by values of different elements of one array. All must be of
              the same element.
            </Alert>
          ) : null}
          <Fields title={title} fields={fields} />
        </SpaceBetween>
      );
    })}
  </SpaceBetween>
);

/** What became of an event at a pattern, field by field. */
export const Explained = ({ explained }: { readonly explained: ExplainedPattern }) =>
  explained.explanation === undefined ? null : <Alternatives {...explained.explanation} />;
