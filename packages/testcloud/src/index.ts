export { type StartedCloud, startCloud, type StartOptions } from './start-cloud.ts';
export { awsCli, type CliResult } from './aws-cli.ts';
