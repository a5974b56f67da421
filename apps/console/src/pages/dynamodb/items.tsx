import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Aws } from '../../api/aws.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import type { Column } from '../../shared/column.ts';
import { CopyBlock } from '../../shared/copy-block.tsx';
import { TextField } from '../../shared/text-field.tsx';
import type { LoadPage } from '../../shared/use-pages.ts';
import { keysOf, type TableDescription } from './table.ts';

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What is asked of the table; a partition makes it a query, none a scan. */
interface Question {
  /** Empty: the table itself. */
  readonly index: string;
  readonly partition: string;
  readonly attribute: string;
  readonly operator: string;
  readonly value: string;
}

const EVERYTHING: Question = {
  index: '',
  partition: '',
  attribute: '',
  operator: '=',
  value: '',
};
const PAGE = 50;

const OPERATORS: readonly (readonly [string, string])[] = [
  ['=', 'is'],
  ['<', 'is less than'],
  ['>', 'is greater than'],
  ['contains', 'contains'],
  ['begins_with', 'begins with'],
  ['exists', 'exists'],
];

const typed = (value: string): object =>
  value.trim() !== '' && Number.isFinite(Number(value)) ? { N: value.trim() } : { S: value };

/** A filter of the request; a value that reads as a number may be a text as well. */
const filterOf = ({ attribute, operator, value }: Question): object => {
  if (attribute.trim() === '') return {};
  const names = { '#f': attribute.trim() };
  if (operator === 'exists') return { names, filter: 'attribute_exists(#f)', values: {} };
  const isText = operator === 'contains' || operator === 'begins_with';
  const term = (name: string): string =>
    isText ? `${operator}(#f, ${name})` : `#f ${operator} ${name}`;
  return isText || 'S' in typed(value)
    ? { names, filter: term(':f'), values: { ':f': { S: value } } }
    : {
        names,
        filter: `${term(':f')} OR ${term(':n')}`,
        values: { ':f': { S: value }, ':n': typed(value) },
      };
};

interface Filter {
  readonly names?: object;
  readonly filter?: string;
  readonly values?: object;
}

const schemaOf = (table: TableDescription, index: string) =>
  [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].find(
    ({ IndexName }) => IndexName === index,
  )?.KeySchema ?? table.KeySchema;

const requestOf = (
  table: TableDescription,
  question: Question,
): { readonly operation: string; readonly input: object } => {
  const [hash] = keysOf(table, schemaOf(table, question.index));
  const { names = {}, filter, values = {} }: Filter = filterOf(question);
  const isQuery = question.partition !== '' && hash !== undefined;
  const allNames = { ...names, ...(isQuery ? { '#p': hash.name } : {}) };
  const allValues = {
    ...values,
    ...(isQuery ? { ':p': { [hash.type]: question.partition } } : {}),
  };
  return {
    operation: isQuery ? 'Query' : 'Scan',
    input: {
      TableName: table.TableName,
      Limit: PAGE,
      ...(question.index === '' ? {} : { IndexName: question.index }),
      ...(isQuery ? { KeyConditionExpression: '#p = :p' } : {}),
      ...(filter === undefined ? {} : { FilterExpression: filter }),
      ...(Object.keys(allNames).length === 0 ? {} : { ExpressionAttributeNames: allNames }),
      ...(Object.keys(allValues).length === 0 ? {} : { ExpressionAttributeValues: allValues }),
    },
  };
};

const loadItems =
  (aws: Aws, table: TableDescription, question: Question): LoadPage<Item> =>
  async (token, signal) => {
    const { operation, input } = requestOf(table, question);
    const page = await aws.call<{
      readonly Items?: readonly Item[];
      readonly LastEvaluatedKey?: Item;
    }>(
      'dynamodb',
      operation,
      {
        ...input,
        ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as Item }),
      },
      signal,
    );
    const { Items = [], LastEvaluatedKey } = page;
    return {
      items: Items,
      token: LastEvaluatedKey === undefined ? undefined : JSON.stringify(LastEvaluatedKey),
    };
  };

const shown = (value: Readonly<Record<string, unknown>> | undefined): string => {
  if (value === undefined) return '–';
  const [content] = Object.values(value);
  return typeof content === 'string' ? content : JSON.stringify(content);
};

const columnsOf = (table: TableDescription): readonly Column<Item>[] => {
  const keys = keysOf(table, table.KeySchema).map(({ name }) => name);
  return [
    ...keys.map((name, index) => ({
      id: name,
      header: name,
      isRowHeader: index === 0,
      cell: (item: Item) => shown(item[name]),
      text: (item: Item) => shown(item[name]),
    })),
    {
      id: 'attributes',
      header: 'Other attributes',
      cell: (item) =>
        Object.entries(item)
          .filter(([name]) => !keys.includes(name))
          .map(([name, value]) => `${name}: ${shown(value)}`)
          .join(', '),
    },
  ];
};

const Asking = ({
  table,
  ask,
}: {
  readonly table: TableDescription;
  readonly ask: (question: Question) => void;
}) => {
  const [draft, setDraft] = useState(EVERYTHING);
  const change = (part: Partial<Question>): void => setDraft((before) => ({ ...before, ...part }));
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const [hash] = keysOf(table, schemaOf(table, draft.index));
  return (
    <Container header={<Header variant="h2">Query or scan</Header>}>
      <SpaceBetween size="m">
        <SpaceBetween direction="horizontal" size="m">
          <ChoiceField
            label="Table or index"
            value={draft.index}
            options={[
              ['', table.TableName ?? ''],
              ...indexes.map(({ IndexName = '' }) => [IndexName, IndexName] as const),
            ]}
            change={(index) => change({ index })}
          />
          <TextField
            label={`Partition key ${hash?.name ?? ''}`}
            placeholder="Any: scan"
            value={draft.partition}
            change={(partition) => change({ partition })}
          />
          <TextField
            label="Filter by attribute"
            value={draft.attribute}
            change={(attribute) => change({ attribute })}
          />
          <ChoiceField
            label="Condition"
            value={draft.operator}
            options={OPERATORS}
            change={(operator) => change({ operator })}
          />
          <TextField label="Value" value={draft.value} change={(value) => change({ value })} />
        </SpaceBetween>
        <Button onClick={() => ask(draft)}>Run</Button>
      </SpaceBetween>
    </Container>
  );
};

/** The items of a table, a page after another, and one of them as JSON. */
export const Items = ({ table }: { readonly table: TableDescription }) => {
  const aws = useAwsClient();
  const [question, setQuestion] = useState(EVERYTHING);
  const [selected, setSelected] = useState<readonly Item[]>([]);
  const keys = keysOf(table, table.KeySchema).map(({ name }) => name);
  const [item] = selected;
  return (
    <SpaceBetween size="l">
      <Asking
        table={table}
        ask={(next) => {
          setSelected([]);
          setQuestion(next);
        }}
      />
      <AwsTable
        title="Items"
        columns={columnsOf(table)}
        loadKey={`items ${aws.region} ${table.TableArn ?? ''} ${JSON.stringify(question)}`}
        load={loadItems(aws, table, question)}
        idOf={(one) => JSON.stringify(keys.map((name) => one[name]))}
        selection={{ type: 'single', selected, select: setSelected }}
        empty="No items"
        filterLabel="Filter the loaded items"
      />
      <Container header={<Header variant="h2">Item</Header>}>
        {item === undefined ? (
          <Box color="text-body-secondary">Select an item to see it as JSON.</Box>
        ) : (
          <CopyBlock text={JSON.stringify(item, null, 2)} what="item" />
        )}
      </Container>
    </SpaceBetween>
  );
};
