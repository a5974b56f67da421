import type { Json } from './json.ts';
import { request } from './request.ts';

/** Services as the server knows them. */
export type ServiceId =
  | 'access-analyzer'
  | 'cloudtrail'
  | 'cloudwatch'
  | 'cognito-idp'
  | 'dynamodb'
  | 'ec2'
  | 'ecs'
  | 'events'
  | 'iam'
  | 'kms'
  | 'lambda'
  | 'logs'
  | 'organizations'
  | 'rds'
  | 's3'
  | 'secretsmanager'
  | 'securityhub'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'sts'
  | 'tag';

/** Calls operations of AWS as whoever is signed in, in one Region. */
export interface Aws {
  readonly region: string;
  call<Output>(
    service: ServiceId,
    operation: string,
    input: object,
    signal?: AbortSignal,
  ): Promise<Json<Output>>;
}

export const awsIn = (region: string): Aws => ({
  region,
  call: (service, operation, input, signal) =>
    request(`/api/aws/${service}/${operation}?region=${region}`, {
      method: 'POST',
      body: input,
      signal,
      call: { service, operation, region },
    }),
});
