import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';
import { type Arguments, type Command, YES } from '../command.ts';
import { UsageError } from '../errors.ts';
import { styled, type Style, type Terminal } from '../terminal.ts';
import { counted, tableOf, timeInWords } from '../words.ts';
import { FILTER_OPTIONS, type Filters, filtersOf } from './filters.ts';
import { asked, placeOf, REGION_OPTION } from './hub.ts';

const DEFAULT_COUNT = 50;
const LARGEST_COUNT = 10_000;
const LARGEST_PAGE = 100;

const countOf = (given: Arguments): number => {
  const text = given.one('limit') ?? String(DEFAULT_COUNT);
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > LARGEST_COUNT)
    throw new UsageError(`--limit is 1 to ${LARGEST_COUNT}; not "${text}"`);
  return count;
};

const SORTS = {
  updated: { Field: 'UpdatedAt', SortOrder: 'desc' },
  severity: { Field: 'SeverityNormalized', SortOrder: 'desc' },
  created: { Field: 'CreatedAt', SortOrder: 'desc' },
} as const;
const SORT_NAMES = ['updated', 'severity', 'created'] as const;

const read = async (
  hub: SecurityHub,
  filters: Filters,
  sort: keyof typeof SORTS,
  count: number,
): Promise<{ readonly findings: readonly AwsSecurityFinding[]; readonly more: boolean }> => {
  const findings: AwsSecurityFinding[] = [];
  let token: string | undefined;
  do {
    const { Findings: page = [], NextToken: next } = await hub.getFindings({
      Filters: filters,
      SortCriteria: [SORTS[sort]],
      MaxResults: Math.min(LARGEST_PAGE, count - findings.length),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    findings.push(...page);
    token = next;
  } while (token !== undefined && findings.length < count);
  return { findings, more: token !== undefined };
};

const STYLES: Readonly<Record<string, Style>> = { CRITICAL: 'red', HIGH: 'red', MEDIUM: 'yellow' };

const rowOf = (finding: AwsSecurityFinding): readonly string[] => [
  finding.Severity?.Label ?? '',
  finding.Workflow?.Status ?? '',
  `${finding.AwsAccountId} ${finding.Region ?? ''}`,
  finding.Title ?? '',
  finding.Resources?.[0]?.Id ?? '',
  timeInWords(finding.UpdatedAt ?? ''),
];

const show = (findings: readonly AwsSecurityFinding[], terminal: Terminal): void => {
  const lines = tableOf([
    ['SEVERITY', 'STATUS', 'ACCOUNT', 'TITLE', 'RESOURCE', 'UPDATED'],
    ...findings.map(rowOf),
  ]).split('\n');
  for (const [index, line] of lines.entries()) {
    const style = STYLES[findings[index - 1]?.Severity?.Label ?? ''];
    if (line !== '')
      terminal.out(`${style === undefined ? line : styled(terminal, style, line)}\n`);
  }
};

export const findings: Command = {
  name: 'findings',
  summary: 'Findings of Security Hub, filtered and sorted',
  usage: '[options]',
  options: {
    ...FILTER_OPTIONS,
    ...REGION_OPTION,
    sort: { value: 'BY', help: 'updated (default), severity or created' },
    limit: { value: 'N', help: `most findings to show; default ${DEFAULT_COUNT}` },
  },
  details: `
With the credentials of the SDK's own search (AWS_PROFILE and so on), from the embedded cloud or from AWS. With --json each
finding is one line, as GetFindings answers it.`,
  run: async (given, terminal) => {
    const filters = filtersOf(given, terminal.clock.now());
    const sort = given.choice('sort', SORT_NAMES, 'updated');
    const count = countOf(given);
    const { clients } = await placeOf(given, terminal);
    const page = await asked(read(clients.securityHub(), filters, sort, count));
    clients.close();
    if (given.flag('json'))
      for (const finding of page.findings) terminal.out(`${JSON.stringify(finding)}\n`);
    else if (page.findings.length > 0) show(page.findings, terminal);
    const shown = counted(page.findings.length, 'finding', 'findings');
    terminal.err(page.more ? `${shown}; there are more: --limit\n` : `${shown}\n`);
    return YES;
  },
};
