import type {
  AwsSecurityFinding,
  UpdateFindingsRequest,
  UpdateFindingsResponse,
} from '@aws-sdk/client-securityhub';
import { type Call, type Position, writes } from '@gatehouse/service-kit';
import { ruleComplaint } from '../../asff/check.ts';
import { findingRules } from '../../asff/rules.ts';
import type { Hubs } from '../../ports.ts';
import type { QueryEngine } from '../../query/engine.ts';
import { requireFilters } from '../../query/filters.ts';
import { permittedView } from '../access.ts';
import { documentOf } from '../document.ts';
import { changeInvalid, tooManyToUpdate } from '../errors.ts';
import type { StoredFinding } from '../model.ts';
import type { Write } from '../write.ts';

interface Deps {
  readonly hubs: Pick<Hubs, 'isEnabled' | 'visibility'>;
  readonly engine: QueryEngine;
  readonly write: Write;
}

const MOST_FINDINGS = 5000;
const AT_ONCE = 100;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateFindings.html: deprecated, and not in the history. */
export const updateFindingsByFilter = ({ hubs, engine, write }: Deps) =>
  writes<UpdateFindingsRequest, UpdateFindingsResponse>(
    { partial: `At most ${MOST_FINDINGS} findings in one call.` },
    async (input, call) => {
      const visible = await permittedView(call, hubs, 'securityhub:UpdateFindings');
      const { Filters: filters = {}, RecordState, Note } = input;
      requireFilters(filters);
      const complaint = ruleComplaint(
        { ...(Note && { Note }), ...(RecordState && { RecordState }) },
        findingRules,
      );
      if (complaint !== undefined) throw changeInvalid(complaint);

      let after: Position | undefined;
      let count = 0;
      do {
        const query = { visible, filters, page: { after, limit: AT_ONCE } };
        const { found, next } = await engine.page(call.tx, query, call.now);
        count += found.length;
        if (count > MOST_FINDINGS) throw tooManyToUpdate(MOST_FINDINGS);
        await write(
          call.tx,
          found.map((stored) => changed(stored, input, call)),
          call.now,
        );
        after = next;
      } while (after !== undefined);
      return {};
    },
  );

const changed = (
  stored: StoredFinding,
  { RecordState, Note }: UpdateFindingsRequest,
  { now }: Call,
): Parameters<Write>[1][number] => {
  const finding: AwsSecurityFinding = { ...stored.finding };
  if (RecordState !== undefined) finding.RecordState = RecordState;
  if (Note !== undefined) finding.Note = { ...Note, UpdatedAt: now.toISOString() };
  return {
    stored: { ...stored, finding },
    document: documentOf(finding, stored.customerFields),
    edits: [],
  };
};
