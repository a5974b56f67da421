import type {
  KeyPort,
  OperationCall,
  OrganizationPort,
  PrincipalPort,
  ServiceDeps,
} from '@gatehouse/service-kit';

export interface DynamoDbDeps extends ServiceDeps {
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  readonly organizations: OrganizationPort;
  readonly principals: PrincipalPort;
  /** KMS as DynamoDB itself asks it. */
  readonly call: OperationCall;
  /** True for test suites of emulators, whose tables are there at once. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
