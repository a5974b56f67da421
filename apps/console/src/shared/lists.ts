import type { Aws, ServiceId } from '../api/aws.ts';
import type { Json } from '../api/json.ts';
import type { LoadPage } from './use-pages.ts';

interface Paging {
  /** Member of the input and of the output that holds the token. */
  readonly token: string;
  /** Member of the input that says how many. */
  readonly size: string;
  readonly count: number;
}

const PAGING: Readonly<Record<ServiceId, Paging>> = {
  iam: { token: 'Marker', size: 'MaxItems', count: 100 },
  ecs: { token: 'nextToken', size: 'maxResults', count: 100 },
  ec2: { token: 'NextToken', size: 'MaxResults', count: 100 },
  s3: { token: 'ContinuationToken', size: '', count: 0 },
  events: { token: 'NextToken', size: 'Limit', count: 100 },
  kms: { token: 'Marker', size: 'Limit', count: 100 },
  lambda: { token: 'Marker', size: 'MaxItems', count: 50 },
  logs: { token: 'nextToken', size: 'limit', count: 50 },
  cloudtrail: { token: 'NextToken', size: 'MaxResults', count: 50 },
  // Alarms and their history; other lists page by their own measure.
  cloudwatch: { token: 'NextToken', size: 'MaxRecords', count: 100 },
  'cognito-idp': { token: 'NextToken', size: 'MaxResults', count: 60 },
  // ListTables goes on after a name.
  dynamodb: { token: 'ExclusiveStartTableName', size: 'Limit', count: 100 },
  organizations: { token: 'NextToken', size: 'MaxResults', count: 20 },
  secretsmanager: { token: 'NextToken', size: 'MaxResults', count: 100 },
  rds: { token: 'Marker', size: 'MaxRecords', count: 100 },
  'access-analyzer': { token: 'nextToken', size: 'maxResults', count: 100 },
  securityhub: { token: 'NextToken', size: 'MaxResults', count: 100 },
  // SNS pages by its own measure.
  sns: { token: 'NextToken', size: '', count: 0 },
  sqs: { token: 'NextToken', size: 'MaxResults', count: 100 },
  ssm: { token: 'NextToken', size: 'MaxResults', count: 50 },
  sts: { token: 'NextToken', size: 'MaxResults', count: 100 },
  tag: { token: 'PaginationToken', size: 'ResourcesPerPage', count: 100 },
};

const memberOf = (output: unknown, name: string): string | undefined => {
  const value: unknown =
    output !== null && typeof output === 'object' ? Reflect.get(output, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

interface Question {
  readonly service: ServiceId;
  readonly operation: string;
  readonly input?: object;
  /** For the few lists that take another number, or none: 0. */
  readonly count?: number;
}

/** Pages of a list operation, with the token that its service uses. */
export const pagesOf =
  <Output, Item>(
    aws: Aws,
    { service, operation, input = {}, count }: Question,
    pick: (output: Json<Output>) => readonly Item[] | undefined,
  ): LoadPage<Item> =>
  async (token, signal) => {
    const paging = PAGING[service];
    const size = count ?? paging.count;
    const output = await aws.call<Output>(
      service,
      operation,
      {
        ...input,
        ...(size === 0 ? {} : { [paging.size]: size }),
        ...(token === undefined ? {} : { [paging.token]: token }),
      },
      signal,
    );
    // Lambda takes a Marker and gives a NextMarker.
    const next = memberOf(output, paging.token) ?? memberOf(output, `Next${paging.token}`);
    return { items: pick(output) ?? [], token: next };
  };

/** All items of a list that is short by its nature. */
export const allOf = async <Item>(
  load: LoadPage<Item>,
  signal: AbortSignal,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await load(token, signal);
    items.push(...page.items);
    token = page.token;
  } while (token !== undefined);
  return items;
};
