import type {
  GetResourcesOutput,
  GetTagKeysOutput,
  ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { pagesOf } from '../../shared/lists.ts';
import { usePageTitle } from '../../shared/page-title.ts';
import { useAws } from '../../shared/use-aws.ts';

type Row = Json<ResourceTagMapping>;

const tagText = ({ Tags = [] }: Row): string =>
  Tags.map(({ Key = '', Value = '' }) => `${Key}=${Value}`).join(', ');

const typeOf = ({ ResourceARN = '' }: Row): string => {
  const [, , service = '', , , resource = ''] = ResourceARN.split(':');
  return `${service} ${resource.split('/')[0] ?? ''}`;
};

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'arn',
    header: 'Resource',
    isRowHeader: true,
    cell: ({ ResourceARN }) => ResourceARN,
    text: ({ ResourceARN }) => ResourceARN,
  },
  { id: 'type', header: 'Type', cell: typeOf, text: typeOf },
  { id: 'tags', header: 'Tags', cell: (row) => tagText(row) || '–', text: tagText },
];

interface Chosen {
  readonly key: string;
  readonly value: string;
}

interface FilterProps {
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
}

const TagFilter = ({ chosen, choose }: FilterProps) => {
  const [key, setKey] = useState(chosen.key);
  const [value, setValue] = useState(chosen.value);
  const { data } = useAws<GetTagKeysOutput>({ service: 'tag', operation: 'GetTagKeys', input: {} });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        choose({ key: key.trim(), value: value.trim() });
      }}
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Autosuggest
          ariaLabel="Tag key"
          placeholder="Tag key"
          value={key}
          options={(data?.TagKeys ?? []).map((name) => ({ value: name }))}
          enteredTextLabel={(text) => `Key ${text}`}
          empty="No keys known"
          onChange={({ detail }) => setKey(detail.value)}
        />
        <Input
          ariaLabel="Tag value"
          placeholder="Tag value, or any"
          value={value}
          onChange={({ detail }) => setValue(detail.value)}
        />
        <Button formAction="submit">Search</Button>
      </SpaceBetween>
    </form>
  );
};

/** What is tagged in this account and Region, of every service. */
export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  usePageTitle('Resources by tag');
  const chosen = { key: search.get('key') ?? '', value: search.get('value') ?? '' };
  const input =
    chosen.key === ''
      ? {}
      : {
          TagFilters: [
            { Key: chosen.key, ...(chosen.value === '' ? {} : { Values: [chosen.value] }) },
          ],
        };
  const key = JSON.stringify(chosen);
  return (
    <AwsTable
      key={key}
      title="Resources by tag"
      headingTag="h1"
      variant="full-page"
      description="What is or was tagged in this account and Region, of every service."
      columns={COLUMNS}
      loadKey={key}
      load={pagesOf<GetResourcesOutput, Row>(
        aws,
        { service: 'tag', operation: 'GetResources', input },
        ({ ResourceTagMappingList }) => ResourceTagMappingList,
      )}
      idOf={({ ResourceARN = '' }) => ResourceARN}
      empty="No tagged resources"
      filterLabel="Filter the loaded resources"
      extraFilter={
        <TagFilter
          chosen={chosen}
          choose={(next) =>
            setSearch(new URLSearchParams(Object.entries(next).filter(([, text]) => text !== '')))
          }
        />
      }
    />
  );
};
