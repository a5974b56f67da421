export {
  type Broker,
  type BrokerDeps,
  brokerMigrations,
  type BrokerSettings,
  createBroker,
} from './broker.ts';
export { type AwsSettings, readTrust, type Trust } from './aws/index.ts';
export type { IdentitySettings } from './identity/index.ts';
export type { NotifySettings } from './notify/index.ts';
