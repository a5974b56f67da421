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

/**
 * User Guide, "Configuring access to BatchUpdateFindings": each field of the request by its path in the format, with
 * the values that the request has there.
 */
const fieldKeys = ({ FindingIdentifiers: _ids, ...change }: BatchUpdateFindingsRequest) => {
  const keys: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries<unknown>(change)) addKeys(keys, name, value);
  return keys satisfies ConditionKeys;
};

const addKeys = (keys: Record<string, readonly string[]>, path: string, value: unknown): void => {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const item of value) addKeys(keys, path, item);
  else if (typeof value === 'object') {
    const names = Object.keys(value);
    add(keys, path, names);
    for (const name of names) addKeys(keys, `${path}.${name}`, Reflect.get(value, name));
  } else if (typeof value === 'string' || typeof value === 'number')
    add(keys, path, [String(value)]);
};

const add = (
  keys: Record<string, readonly string[]>,
  path: string,
  values: readonly string[],
): void => {
  const key = `${KEY}/${path}`;
  keys[key] = [...(keys[key] ?? []), ...values];
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
