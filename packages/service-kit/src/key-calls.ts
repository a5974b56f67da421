import type { Tx } from '@gatehouse/store';
import type { Call } from './call.ts';
import type { RolePrincipal, ServicePrincipal } from './principal.ts';
import type { ServiceSource } from './service-access.ts';
import type { OperationCall } from './target-ports.ts';

/** How other services find the keys that encrypt their resources; no permission is asked, nothing is recorded. */
export interface KeyPort {
  /**
   * The ARN of the key behind `alias/aws/<name>` of an account (`ebs`, `rds`, `s3`), which is made when it is asked for
   * first: call it in a transaction that writes.
   */
  managed(
    tx: Tx,
    scope: { readonly account: string; readonly region: string },
    name: string,
  ): Promise<string>;
  /** The ARN of the key that an id, ARN, alias or alias ARN names from there; undefined: it names none. */
  resolve(
    tx: Tx,
    scope: { readonly account: string; readonly region: string },
    keyId: string,
  ): Promise<string | undefined>;
  /**
   * Something that is another thing as soon as anybody has changed the key, its policy or its state: who compares it knows
   * whether what KMS said of the key may be said again. Undefined: the key cannot be used now.
   */
  revision(tx: Tx, keyArn: string): Promise<object | undefined>;
  /**
   * The id of the grant of this name that a machine has on a key, in whatever state the key is: a service that fell before it
   * noted what it had made finds it again. Undefined: there is none.
   */
  namedGrant(
    tx: Tx,
    grant: {
      readonly keyArn: string;
      /** Its unique id, `…:aws:ec2-infrastructure:i-…`. */
      readonly grantee: string;
      readonly name: string;
    },
  ): Promise<string | undefined>;
}

type Context = Readonly<Record<string, string>>;

/** Operations of KMS as other services need them. */
export interface KeyCalls {
  generateDataKeyWithoutPlaintext(input: {
    readonly KeyId: string;
    readonly EncryptionContext?: Context;
    readonly NumberOfBytes: number;
    readonly DryRun?: boolean;
  }): Promise<{ readonly CiphertextBlob: Uint8Array; readonly KeyId: string }>;
  generateDataKey(input: {
    readonly KeyId: string;
    readonly EncryptionContext?: Context;
    readonly NumberOfBytes: number;
  }): Promise<{
    readonly CiphertextBlob: Uint8Array;
    readonly Plaintext: Uint8Array;
    readonly KeyId: string;
  }>;
  encrypt(input: {
    readonly KeyId: string;
    readonly EncryptionContext?: Context;
    readonly Plaintext: Uint8Array;
  }): Promise<{ readonly CiphertextBlob: Uint8Array; readonly KeyId: string }>;
  decrypt(input: {
    readonly CiphertextBlob: Uint8Array;
    readonly KeyId?: string;
    readonly EncryptionContext?: Context;
    readonly DryRun?: boolean;
  }): Promise<{ readonly Plaintext: Uint8Array; readonly KeyId: string }>;
  reEncrypt(input: {
    readonly CiphertextBlob: Uint8Array;
    readonly SourceKeyId: string;
    readonly SourceEncryptionContext: Context;
    readonly DestinationKeyId: string;
    readonly DestinationEncryptionContext: Context;
  }): Promise<{ readonly CiphertextBlob: Uint8Array }>;
  createGrant(input: {
    readonly KeyId: string;
    /** An ARN, the name of a service (`rds.us-east-1.amazonaws.com`) or a machine's unique id (`…:aws:ec2-infrastructure:i-…`). */
    readonly GranteePrincipal: string;
    readonly RetiringPrincipal?: string;
    readonly Operations: readonly string[];
    readonly Constraints?: { readonly EncryptionContextSubset: Context };
    readonly Name?: string;
    readonly DryRun?: boolean;
  }): Promise<{ readonly GrantId: string; readonly GrantToken: string }>;
  retireGrant(input: { readonly KeyId: string; readonly GrantId: string }): Promise<unknown>;
}

/**
 * KMS as the caller of `call` through its service, or as that service or a machine of it; each authorizes and records for
 * itself, in this transaction, and in this Region unless another is given. What KMS refuses is thrown as it says it
 * (`AccessDeniedException`, `DisabledException`, `KMSInvalidStateException`, `NotFoundException`): the service that calls
 * has its own words for it.
 */
export const keyCalls = (
  call: Pick<Call, 'invoke'>,
  as?: ServicePrincipal | RolePrincipal,
  region?: string,
): KeyCalls => {
  const operation =
    <Output>(name: string) =>
    // The dispatcher answers what the operation of that name answers, which is of this shape.
    (input: unknown) =>
      call.invoke('kms', name, input, as, region) as Promise<Output>;
  return {
    generateDataKeyWithoutPlaintext: operation('GenerateDataKeyWithoutPlaintext'),
    generateDataKey: operation('GenerateDataKey'),
    encrypt: operation('Encrypt'),
    decrypt: operation('Decrypt'),
    reEncrypt: operation('ReEncrypt'),
    createGrant: operation('CreateGrant'),
    retireGrant: operation('RetireGrant'),
  };
};

/**
 * KMS as a service that acts for a resource of somebody, outside of any call: each is a transaction of its own, so never
 * within one. The key's policy must let the service.
 */
export const serviceKeyCalls = (
  call: OperationCall,
  { service: by, sourceArn, sourceAccount }: ServiceSource,
  region: string,
): KeyCalls =>
  keyCalls({
    invoke: (service, operation, input) =>
      call({
        service,
        operation,
        input,
        principal: { kind: 'service', name: by, account: sourceAccount },
        region,
        by,
        source: { arn: sourceArn, account: sourceAccount },
      }),
  });
