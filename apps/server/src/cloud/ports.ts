import type {
  Authorizer,
  KeyPort,
  OperationCall,
  OrganizationDirectory,
  OrganizationPort,
  PrincipalPort,
  QueuePort,
  ServiceRoles,
  TopicPort,
} from '@gatehouse/service-kit';
import type { InstanceProfilePort } from '@gatehouse/services';

/** What services that act on their own reach others by. */
export interface WorkloadPorts {
  readonly organizations: OrganizationPort;
  readonly directory: OrganizationDirectory;
  readonly queues: QueuePort;
  readonly topics: TopicPort;
  readonly roles: ServiceRoles;
  readonly call: OperationCall;
  readonly instanceProfiles: InstanceProfilePort;
  readonly keys: KeyPort;
  readonly principals: PrincipalPort;
  readonly decide: Authorizer['decide'];
}
