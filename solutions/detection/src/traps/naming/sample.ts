import type { KeptKind, TrapApis } from '../model.ts';

const SAMPLED = 100;

const names = async (
  asked: Promise<readonly (string | undefined)[]>,
): Promise<readonly string[]> => {
  try {
    return (await asked).filter((name) => name !== undefined);
  } catch {
    // A sample only makes names fit better: what may not be listed is done without.
    return [];
  }
};

/** Names of the account's own resources of a kind. */
export const sampleNames = (apis: TrapApis, kind: KeptKind): Promise<readonly string[]> => {
  switch (kind) {
    case 'user':
    case 'access-key':
      return names(
        apis.iam
          .listUsers({ MaxItems: SAMPLED })
          .then(({ Users = [] }) => Users.map(({ UserName }) => UserName)),
      );
    case 'role':
      return names(
        apis.iam
          .listRoles({ MaxItems: SAMPLED })
          .then(({ Roles = [] }) =>
            Roles.filter(({ Path = '/' }) => Path === '/').map(({ RoleName }) => RoleName),
          ),
      );
    case 'bucket':
      return names(
        apis.s3.listBuckets({}).then(({ Buckets = [] }) => Buckets.map(({ Name }) => Name)),
      );
    case 'table':
      return names(
        apis.dynamodb.listTables({ Limit: SAMPLED }).then(({ TableNames = [] }) => TableNames),
      );
    case 'secret':
      return names(
        apis.secrets
          .listSecrets({ MaxResults: SAMPLED })
          .then(({ SecretList = [] }) => SecretList.map(({ Name }) => Name)),
      );
    case 'parameter':
      return names(
        apis.ssm
          .describeParameters({ MaxResults: 50 })
          .then(({ Parameters = [] }) => Parameters.map(({ Name }) => Name)),
      );
    case 'trail':
      return Promise.resolve([]);
    default:
      return kind satisfies never;
  }
};
