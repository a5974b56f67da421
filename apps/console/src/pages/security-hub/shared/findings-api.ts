import type {
  BatchUpdateFindingsResponse,
  BatchUpdateFindingsUnprocessedFinding,
  GetFindingsResponse,
} from '@aws-sdk/client-securityhub';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { request } from '../../../api/request.ts';
import type { Filters } from './filter.ts';
import type { Finding } from './paths.ts';

interface Counts {
  readonly Count: number;
  readonly Places?: readonly {
    readonly AwsAccountId: string;
    readonly Region: string;
    readonly Severities: readonly { readonly Label: string; readonly Count: number }[];
  }[];
  readonly MoreAccounts?: boolean;
}

/** How many there are: AWS's API itself only pages. */
export const countFindings = (
  { region }: Aws,
  question: { readonly Filters: Filters; readonly ByPlace?: boolean },
  signal?: AbortSignal,
): Promise<Counts> =>
  request('/api/finding-counts', {
    method: 'POST',
    body: { region, ...question },
    signal,
    call: { service: 'securityhub', operation: 'GetFindings', region },
  });

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

interface Question {
  readonly filters: Filters;
  readonly sort?: Sort;
  readonly size?: number;
  readonly token?: string | undefined;
}

export interface FindingsPage {
  readonly findings: readonly Finding[];
  readonly token: string | undefined;
}

const LATEST: Sort = { field: 'UpdatedAt', descending: true };

export const getFindings = async (
  aws: Aws,
  { filters, sort = LATEST, size = 100, token }: Question,
  signal?: AbortSignal,
): Promise<FindingsPage> => {
  const { Findings = [], NextToken } = await aws.call<GetFindingsResponse>(
    'securityhub',
    'GetFindings',
    {
      Filters: filters,
      SortCriteria: [{ Field: sort.field, SortOrder: sort.descending ? 'desc' : 'asc' }],
      MaxResults: size,
      ...(token === undefined ? {} : { NextToken: token }),
    },
    signal,
  );
  return { findings: Findings, token: NextToken };
};

/** All that the filters find, up to `most`. */
export const allFindings = async (
  aws: Aws,
  filters: Filters,
  most: number,
): Promise<{ readonly findings: readonly Finding[]; readonly isWhole: boolean }> => {
  const found: Finding[] = [];
  let token: string | undefined;
  do {
    const page = await getFindings(aws, { filters, token });
    found.push(...page.findings);
    token = page.token;
  } while (token !== undefined && found.length < most);
  return { findings: found, isWhole: token === undefined };
};

const identifierOf = ({ Id = '', ProductArn = '' }: Finding): object => ({ Id, ProductArn });

const slicesOf = (findings: readonly Finding[], size: number): readonly (readonly Finding[])[] =>
  Array.from({ length: Math.ceil(findings.length / size) }, (_, at) =>
    findings.slice(at * size, (at + 1) * size),
  );

export interface Updated {
  readonly processed: number;
  readonly unprocessed: readonly Json<BatchUpdateFindingsUnprocessedFinding>[];
}

/** The same change for each; BatchUpdateFindings takes a hundred at once. */
export const updateFindings = async (
  aws: Aws,
  findings: readonly Finding[],
  change: object,
): Promise<Updated> => {
  let processed = 0;
  const unprocessed: Json<BatchUpdateFindingsUnprocessedFinding>[] = [];
  for (const slice of slicesOf(findings, 100)) {
    const answer = await aws.call<BatchUpdateFindingsResponse>(
      'securityhub',
      'BatchUpdateFindings',
      { FindingIdentifiers: slice.map(identifierOf), ...change },
    );
    processed += answer.ProcessedFindings?.length ?? 0;
    unprocessed.push(...(answer.UnprocessedFindings ?? []));
  }
  return { processed, unprocessed };
};

/** A custom action takes twenty at once. */
export const sendToAction = async (
  { region }: Aws,
  ActionTargetArn: string,
  findings: readonly Finding[],
): Promise<void> => {
  for (const slice of slicesOf(findings, 20))
    await request('/api/custom-action', {
      method: 'POST',
      body: { region, ActionTargetArn, FindingIdentifiers: slice.map(identifierOf) },
      call: { service: 'securityhub', operation: 'SendFindingEvents', region },
    });
};

export const sendInsightToAction = async (
  { region }: Aws,
  ActionTargetArn: string,
  InsightArn: string,
): Promise<void> => {
  await request('/api/custom-action', {
    method: 'POST',
    body: { region, ActionTargetArn, InsightArn },
    call: { service: 'securityhub', operation: 'SendInsightEvents', region },
  });
};
