import type { Health, Me } from '../broker/broker-types.ts';
import type { BrokerClient } from '../broker/client.ts';
import { type Check, fail, pass, warn } from './check.ts';

const MOST_NAMED = 3;

const invariants = ({ violations, requestsChecked }: Health): Check => {
  if (violations.length === 0)
    return pass('invariants', `${requestsChecked} requests keep what the broker promises`);
  const named = violations
    .slice(0, MOST_NAMED)
    .map(({ requestId, rule, detail }) => `${requestId} (${rule}): ${detail}`);
  return fail(
    'invariants',
    `${violations.length} broken: ${named.join('; ')}`,
    'compare the requests with the audit log: gatehouse audit log, gatehouse audit verify',
  );
};

const auditLog = ({ audit }: Health): Check => {
  if (audit.state === 'broken')
    return fail(
      'audit log',
      audit.fault ?? 'it does not continue what was anchored',
      'see docs/audit-log.md: the database may have been restored from a backup',
    );
  if (audit.state === 'unknown')
    return warn('audit log', 'it was not compared with its anchor yet', 'ask again in a minute');
  return pass('audit log', `continues what was anchored, ${audit.size ?? 0} entries`);
};

const catalog = ({ catalog: { failing, problem, syncedAt } }: Health): Check => {
  const [first] = failing;
  if (problem !== undefined)
    return warn('accounts', problem, 'give the broker its role in the management account');
  if (first !== undefined)
    return warn(
      'accounts',
      `${failing.length} could not be read, ${first.account}: ${first.problem}`,
      'give the broker its role there: docs/broker-in-aws.md',
    );
  return pass('accounts', `read at ${syncedAt ?? 'no time yet'}`);
};

/** What only an auditor may ask: whether everything that is stored keeps the broker's promises. */
export const checkHealth = async (client: BrokerClient, me: Me): Promise<readonly Check[]> => {
  if (!me.may.audit) return [];
  const health = await client.call('GET /v1/audit/health', {});
  return [invariants(health), auditLog(health), catalog(health)];
};
