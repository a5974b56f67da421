import type {
  CreateUserPoolRequest,
  CreateUserPoolResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { CognitoDeps } from '../deps.ts';
import { tooManyPools } from '../errors.ts';
import type { UserPool } from '../model.ts';
import { createdSettings, poolLimits, poolType } from '../pool-settings.ts';
import { pools } from '../repositories/pools.ts';
import { poolArn } from '../requests.ts';
import { requestTags, tagOwner } from '../tags.ts';

/** Developer Guide, "Quotas in Amazon Cognito": user pools in a Region. */
const MOST_POOLS = 1000;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
export const createUserPool = ({ ids }: Pick<CognitoDeps, 'ids'>) =>
  writes<CreateUserPoolRequest, CreateUserPoolResponse>(
    { limits: poolLimits, partial: 'LambdaConfig is kept, but no function is called' },
    async (input, call) => {
      const { tx, account, region, now } = call;
      const tags = requestTags(input.UserPoolTags);
      await call.authorize('cognito-idp:CreateUserPool', '*', requestTagKeys(tags));

      const pool: UserPool = {
        id: `${region}_${ids.alphanumeric(9)}`,
        account,
        region,
        name: input.PoolName ?? '',
        settings: createdSettings(input),
        createdAt: now,
        modifiedAt: now,
      };
      if ((await pools.countOf(tx, account, region)) >= MOST_POOLS) throw tooManyPools(MOST_POOLS);
      if (!(await pools.insert(tx, pool))) throw new Error(`user pool id ${pool.id} is taken`);
      const arn = poolArn(call, pool.id);
      await tagStore.put(tx, tagOwner(call, arn), tags);
      call.touch({ type: 'AWS::Cognito::UserPool', name: pool.id });
      return { UserPool: poolType(pool, { arn, tags, users: 0, domains: [] }) };
    },
  );
