export { type BrokerApi, createApi } from './app.ts';
export type {
  ApiParts,
  AuditDesk,
  Authenticator,
  AwsDesk,
  ExportFormat,
  PolicyDesk,
  Visitor,
} from './ports.ts';
