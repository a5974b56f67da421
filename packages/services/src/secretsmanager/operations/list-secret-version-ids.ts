import type {
  ListSecretVersionIdsRequest,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { cutPage, reads } from '@gatehouse/service-kit';
import { permittedSecret } from '../access.ts';
import { nextToken } from '../errors.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { versions } from '../repositories/versions.ts';
import { DEFAULT_KEY } from '../values.ts';
import { stagesByVersion } from '../versions.ts';

const LIMITS = {
  ...SECRET_ID,
  MaxResults: { minValue: 1, maxValue: 100 },
  NextToken: { minLength: 1, maxLength: 4096 },
} as const;

const MOST = 100;
// As AWS calls the key that it manages here.
const MANAGED = 'DefaultEncryptionKey';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export const listSecretVersionIds = (parts: SecretsParts) =>
  reads<ListSecretVersionIdsRequest, ListSecretVersionIdsResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { tx } = call;
      const { secret } = await permittedSecret(parts, call, 'ListSecretVersionIds', input.SecretId);
      const labelled = input.IncludeDeprecated !== true;
      const asking = ['ListSecretVersionIds', secret.id, labelled];
      const opened =
        input.NextToken === undefined ? [0, ''] : parts.pages.open(asking, input.NextToken);
      if (opened === undefined) throw nextToken();
      const limit = input.MaxResults ?? MOST;
      const rows = await versions.page(tx, secret.id, {
        // Only we make such tokens.
        after: opened as readonly [number, string],
        labelled,
        limit: limit + 1,
      });
      const { page, last } = cutPage(rows, limit);
      const stages = stagesByVersion(await labels.of(tx, secret.id)) ?? {};
      const managed = await parts.keys.resolve(tx, secret, DEFAULT_KEY);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: page.map(({ versionId, createdAt, accessedAt, keyArn }) => ({
          VersionId: versionId,
          VersionStages: stages[versionId],
          CreatedDate: new Date(createdAt),
          LastAccessedDate: accessedAt === undefined ? undefined : new Date(accessedAt),
          KmsKeyIds: keyArn === undefined ? undefined : [keyArn === managed ? MANAGED : keyArn],
        })),
        NextToken:
          last === undefined
            ? undefined
            : parts.pages.seal(asking, [last.createdAt, last.versionId]),
      };
    },
  );
