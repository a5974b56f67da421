import type {
  DescribeSecretRequest,
  DescribeSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { reads } from '@gatehouse/service-kit';
import { permittedSecret } from '../access.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { describedSecret } from '../views.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret = (parts: SecretsParts) =>
  reads<DescribeSecretRequest, DescribeSecretResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { secret, tags } = await permittedSecret(parts, call, 'DescribeSecret', SecretId);
      return describedSecret({ secret, tags, labels: await labels.of(call.tx, secret.id) });
    },
  );
