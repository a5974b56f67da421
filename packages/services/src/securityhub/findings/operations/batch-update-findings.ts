import type {
  BatchUpdateFindingsRequest,
  BatchUpdateFindingsResponse,
} from '@aws-sdk/client-securityhub';
import { type ConditionKeys, principalArn, writes } from '@gatehouse/service-kit';
import { ruleComplaint } from '../../asff/check.ts';
import { updateRules } from '../../asff/rules.ts';
import type { FindingId, Hubs } from '../../ports.ts';
import { permittedView } from '../access.ts';
import { changeInvalid } from '../errors.ts';
import { updateFindings } from '../update.ts';
import type { Write } from '../write.ts';

interface Deps {
  readonly hubs: Pick<Hubs, 'isEnabled' | 'visibility'>;
  readonly write: Write;
}

const KEY = 'securityhub:ASFFSyntaxPath';

/** User Guide, "Configuring access to BatchUpdateFindings": each field of the request, by its path in the format. */
const fieldKeys = ({ FindingIdentifiers: _ids, ...change }: BatchUpdateFindingsRequest) => {
  const keys: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries<unknown>(change)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) addList(keys, name, value);
    else if (typeof value === 'object') {
      keys[`${KEY}/${name}`] = Object.keys(value);
      for (const [member, item] of Object.entries<unknown>({ ...value }))
        if (item !== undefined) keys[`${KEY}/${name}.${member}`] = String(item);
    } else keys[`${KEY}/${name}`] = String(value);
  }
  return keys satisfies ConditionKeys;
};

const addList = (
  keys: Record<string, string | readonly string[]>,
  name: string,
  list: readonly unknown[],
): void => {
  keys[`${KEY}/${name}`] = list.filter((item) => typeof item === 'string');
  const members = new Map<string, string[]>();
  for (const item of list) {
    if (item === null || typeof item !== 'object') continue;
    for (const [member, value] of Object.entries(item))
      members.set(member, [...(members.get(member) ?? []), String(value)]);
  }
  for (const [member, values] of members) keys[`${KEY}/${name}.${member}`] = values;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html */
export const batchUpdateFindings = ({ hubs, write }: Deps) =>
  writes<BatchUpdateFindingsRequest, BatchUpdateFindingsResponse>(
    { limits: { FindingIdentifiers: { minLength: 1, maxLength: 100 } } },
    async (input, call) => {
      const action = 'securityhub:BatchUpdateFindings';
      const visible = await permittedView(call, hubs, action, fieldKeys(input));
      const { FindingIdentifiers = [], ...change } = input;
      const complaint = ruleComplaint(change, updateRules);
      if (complaint !== undefined) throw changeInvalid(complaint);

      const ids: readonly FindingId[] = FindingIdentifiers.map(({ Id = '', ProductArn = '' }) => ({
        Id,
        ProductArn,
      }));
      const identity = principalArn(call.principal);
      const { processed, unprocessed } = await updateFindings(
        call.tx,
        write,
        { visible, ids, change, by: { type: 'BATCH_UPDATE_FINDINGS', identity } },
        call.now,
      );
      return { ProcessedFindings: [...processed], UnprocessedFindings: [...unprocessed] };
    },
  );
