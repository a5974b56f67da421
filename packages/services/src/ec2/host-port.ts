export { type DatabaseHost, databaseHostId, type DatabaseHosts } from './hosts/model.ts';
