import type { Call } from '@gatehouse/service-kit';
import {
  advancedTooLong,
  downgrade,
  standardPolicies,
  standardTooLong,
  tooManyAdvanced,
  tooManyStandard,
} from './errors.ts';
import { ADVANCED_BYTES, type Parameter, STANDARD_BYTES, type Tier } from './model.ts';
import type { SsmParts } from './parts.ts';
import { parameters } from './repositories/parameters.ts';
import { defaultTier } from './settings.ts';

/** What of a request decides its tier. */
interface Wanted {
  readonly tier: string | undefined;
  readonly bytes: number;
  readonly hasPolicies: boolean;
  readonly existing: Parameter | undefined;
}

const chosen = async (
  { limits }: SsmParts,
  call: Call,
  { tier, bytes, hasPolicies, existing }: Wanted,
): Promise<Tier> => {
  const had = existing?.latest.tier;
  if (tier === undefined && had === 'Advanced') return had;
  const asked = tier ?? (await defaultTier(call.tx, call));
  if (asked === 'Advanced') return 'Advanced';
  if (asked === 'Standard') {
    if (had === 'Advanced') throw downgrade();
    return 'Standard';
  }
  const needsMore = bytes > STANDARD_BYTES || hasPolicies || had === 'Advanced';
  if (needsMore) return 'Advanced';
  const isFull =
    existing === undefined &&
    (await parameters.hasMany(call.tx, call, 'Standard', limits.standard));
  return isFull ? 'Advanced' : 'Standard';
};

const requireQuota = async ({ limits }: SsmParts, call: Call, tier: Tier): Promise<void> => {
  const most = tier === 'Standard' ? limits.standard : limits.advanced;
  if (!(await parameters.hasMany(call.tx, call, tier, most))) return;
  throw tier === 'Standard' ? tooManyStandard(most) : tooManyAdvanced(most);
};

/** The tier that a parameter gets (User Guide, "Managing parameter tiers"); throws for what does not fit into it. */
export const tierFor = async (parts: SsmParts, call: Call, wanted: Wanted): Promise<Tier> => {
  const tier = await chosen(parts, call, wanted);
  if (tier === 'Standard') {
    if (wanted.bytes > STANDARD_BYTES) throw standardTooLong();
    if (wanted.hasPolicies && parts.acceptsLooseInput !== true) throw standardPolicies();
  }
  if (wanted.bytes > ADVANCED_BYTES) throw advancedTooLong();
  if (tier !== wanted.existing?.latest.tier) await requireQuota(parts, call, tier);
  return tier;
};
