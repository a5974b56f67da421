import type {
  FindingHistoryRecord,
  GetFindingHistoryRequest,
  GetFindingHistoryResponse,
} from '@aws-sdk/client-securityhub';
import { type Call, cutPage, type PageTokens, reads } from '@gatehouse/service-kit';
import { tokenInvalid } from '../../errors.ts';
import { history, type HistoryEntry } from '../../history/repository.ts';
import type { FindingId, Hubs } from '../../ports.ts';
import { permittedView } from '../access.ts';
import { timesInvalid } from '../errors.ts';
import { HISTORY_MILLISECONDS, type StoredFinding } from '../model.ts';
import { visibleFindings } from '../update.ts';

interface Deps {
  readonly hubs: Pick<Hubs, 'isEnabled' | 'visibility'>;
  readonly pages: PageTokens;
}

const MOST_RESULTS = 100;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingHistory.html */
export const getFindingHistory = ({ hubs, pages }: Deps) =>
  reads<GetFindingHistoryRequest, GetFindingHistoryResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: MOST_RESULTS } } },
    async (input, call) => {
      const visible = await permittedView(call, hubs, 'securityhub:GetFindingHistory');
      const { Id = '', ProductArn = '' } = input.FindingIdentifier ?? {};
      const { from, to } = spanOf(input, call.now);
      const [stored] = await visibleFindings(call.tx, visible, { Id, ProductArn });
      if (stored === undefined) return { Records: [] };

      const { StartTime, EndTime, NextToken: given } = input;
      const { account, region } = call;
      const question = {
        operation: 'GetFindingHistory',
        account,
        region,
        Id,
        ProductArn,
        StartTime,
        EndTime,
      };
      const token = given === '' ? undefined : given;
      const position = token === undefined ? undefined : pages.open(question, token);
      if (token !== undefined && position === undefined) throw tokenInvalid();
      const before =
        position === undefined
          ? undefined
          : { at: Number(position[0]), sequence: Number(position[1]) };

      const limit = input.MaxResults ?? MOST_RESULTS;
      const span = { number: stored.number, from, to, before, limit: limit + 1 };
      const entries = await history.page(call.tx, span);
      const { page, last } = cutPage(withCreation(stored, entries, from, to), limit);
      return {
        Records: page.map((entry) => recordOf({ Id, ProductArn }, entry)),
        ...(last === undefined
          ? {}
          : { NextToken: pages.seal(question, [last.at.getTime(), last.sequence]) }),
      };
    },
  );

/** The last 90 days, or what the caller asks for of them. */
const spanOf = (
  { StartTime, EndTime }: GetFindingHistoryRequest,
  now: Call['now'],
): { readonly from: number; readonly to: number } => {
  const oldest = now.getTime() - HISTORY_MILLISECONDS;
  const from = StartTime?.getTime() ?? oldest;
  const to = EndTime?.getTime() ?? now.getTime();
  if (from > to) throw timesInvalid();
  return { from: Math.max(from, oldest), to };
};

/** The finding itself knows how it came; that is its first record, which is shown last. */
const withCreation = (
  { number, importedAt, importedBy }: StoredFinding,
  entries: readonly HistoryEntry[],
  from: number,
  to: number,
): readonly HistoryEntry[] => {
  const at = importedAt.getTime();
  if (at < from || at > to) return entries;
  const by = { type: 'BATCH_IMPORT_FINDINGS', identity: importedBy } as const;
  return [...entries, { number, at: importedAt, sequence: CREATION, by, updates: [] }];
};

const CREATION = 0;

const recordOf = (
  id: FindingId,
  { at, sequence, by, updates }: HistoryEntry,
): FindingHistoryRecord => ({
  FindingIdentifier: id,
  UpdateTime: at,
  FindingCreated: sequence === CREATION,
  UpdateSource: { Type: by.type, Identity: by.identity },
  Updates: [...updates],
});
