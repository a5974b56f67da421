import type { RuleOrigin } from '../../model.ts';
import type { LoadedRule, RuleSpec } from '../model.ts';
import { CREDENTIAL_RULES } from './attack-credentials.ts';
import { DISCOVERY_RULES } from './attack-discovery.ts';
import { EVASION_RULES } from './attack-evasion.ts';
import { EXECUTION_RULES } from './attack-execution.ts';
import { IDENTITY_RULES } from './attack-identity.ts';
import { IMPACT_RULES } from './attack-impact.ts';
import { CIS_RULES } from './cis.ts';
import { WORKLOAD_RULES } from './workload.ts';

const pack = (origin: RuleOrigin, rules: readonly RuleSpec[]): readonly LoadedRule[] =>
  rules.map((spec) => ({ spec, origin }));

/** The rules that come with Gatehouse. */
export const shippedRules = (): readonly LoadedRule[] => [
  ...pack('workload', WORKLOAD_RULES),
  ...pack('cis', CIS_RULES),
  ...pack('attack', IDENTITY_RULES),
  ...pack('attack', EVASION_RULES),
  ...pack('attack', DISCOVERY_RULES),
  ...pack('attack', CREDENTIAL_RULES),
  ...pack('attack', EXECUTION_RULES),
  ...pack('attack', IMPACT_RULES),
];
