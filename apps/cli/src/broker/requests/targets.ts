import type { Arguments, Option } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { Eligible, Target } from '../broker-types.ts';
import type { BrokerClient } from '../client.ts';

export const TARGET_OPTIONS: Readonly<Record<string, Option>> = {
  account: { value: 'ID', help: 'number or name of the account' },
  role: { value: 'NAME', help: 'the role there' },
  'role-arn': { value: 'ARN', help: 'in place of --account and --role' },
  target: { value: 'ACCOUNT:ROLE', many: true, help: 'the same in one word, or an ARN' },
};

/** A target as it was written: by its ARN, or by names that the broker may know more about. */
type Written =
  | { readonly arn: string; readonly account: string }
  | { readonly account: string; readonly role: string };

const ROLE_ARN = /^arn:[a-z-]+:iam::(\d{12}):role\/\S+$/;

const byArn = (text: string): Written => {
  const account = ROLE_ARN.exec(text)?.[1];
  if (account === undefined) throw new UsageError(`"${text}" is not the ARN of a role`);
  return { arn: text, account };
};

const byWord = (text: string): Written => {
  if (text.startsWith('arn:')) return byArn(text);
  const colon = text.indexOf(':');
  const [account, role] = [text.slice(0, colon), text.slice(colon + 1)];
  if (colon < 1 || role === '')
    throw new UsageError(`--target is ACCOUNT:ROLE or the ARN of a role; not "${text}"`);
  if (!role.startsWith('arn:')) return { account, role };
  const found = byArn(role);
  if (found.account !== account)
    throw new UsageError(`${role} is not a role in the account ${account}`);
  return found;
};

const written = (given: Arguments): readonly Written[] => {
  const [account, role, arn] = [given.one('account'), given.one('role'), given.one('role-arn')];
  const single: Written[] = [];
  if (arn !== undefined) {
    const found = byArn(arn);
    if (account !== undefined && account !== found.account)
      throw new UsageError(`${arn} is not a role in the account ${account}`);
    if (role !== undefined) throw new UsageError('--role and --role-arn are two roles');
    single.push(found);
  } else if (account !== undefined || role !== undefined) {
    if (account === undefined || role === undefined)
      throw new UsageError('--account and --role go together');
    single.push({ account, role });
  }
  const all = [...single, ...given.many('target').map(byWord)];
  if (all.length === 0) throw new UsageError('say what for: --account and --role, or --target');
  return all;
};

const LARGEST_PAGE = 200;
const MOST_PAGES = 50;

const eligibleFor = async (broker: BrokerClient, query: string): Promise<readonly Eligible[]> => {
  const found: Eligible[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await broker.call('GET /v1/eligible', {
      query: { query, limit: LARGEST_PAGE, ...(cursor === undefined ? {} : { cursor }) },
    });
    found.push(...answer.eligible);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
};

const isNamed = ({ target }: Eligible, account: string, role: string): boolean =>
  (target.account === account || target.accountName === account) && target.roleName === role;

/** The role of that name that the person may ask for; where there is none, the broker is asked about its plain ARN, and says why. */
const resolved = async (one: Written, broker: BrokerClient): Promise<Target> => {
  if ('arn' in one) return { account: one.account, roleArn: one.arn };
  const { account, role } = one;
  const found = (await eligibleFor(broker, role)).filter((item) => isNamed(item, account, role));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0)
    return { account: only.target.account, roleArn: only.target.roleArn };
  if (only !== undefined)
    throw new UsageError(
      `several roles are meant: ${found.map(({ target }) => target.roleArn).join(', ')}; use --role-arn`,
    );
  if (!/^\d{12}$/.test(account))
    throw new UsageError(`you may ask for no role ${role} in an account named "${account}"`);
  return { account, roleArn: `arn:aws:iam::${account}:role/${role}` };
};

/** What is asked for. @throws UsageError */
export const targetsOf = async (given: Arguments, broker: BrokerClient): Promise<Target[]> => {
  const targets: Target[] = [];
  for (const one of written(given)) targets.push(await resolved(one, broker));
  return targets;
};
