import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { Json } from '../../../api/json.ts';

export type Secret = Json<DescribeSecretResponse>;

export const secretPath = (name: string): string =>
  `/secrets-manager/secrets/${encodeURIComponent(name)}`;

/** What each part of a secret's page is about. */
export interface OfSecret {
  readonly secret: Secret;
  /** Asks for the secret again. */
  readonly changed: () => void;
}

/** Nothing but its deletion can be undone then. */
export const isDeleted = ({ DeletedDate }: Secret): boolean => DeletedDate !== undefined;

/** A replica is read here, and changed in the Region of its primary. */
export const isReplica = ({ PrimaryRegion }: Secret, region: string): boolean =>
  PrimaryRegion !== undefined && PrimaryRegion !== region;

/** A version waits to become current, or was left behind by a rotation that failed. */
export const isRotating = ({ VersionIdsToStages = {} }: Secret): boolean =>
  Object.values(VersionIdsToStages).some(
    (labels) => labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT'),
  );

/** `arn:aws:lambda:us-east-1:111122223333:function:rotate` → `rotate`. */
export const functionName = (arn: string | undefined): string | undefined => arn?.split(':')[6];

/** Keys are given by alias; what is not said is the AWS managed one. */
export const DEFAULT_KEY = 'aws/secretsmanager';
