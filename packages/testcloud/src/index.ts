export { type StartedCloud, startCloud, type StartOptions } from './start-cloud.ts';
export { awsCli, type CliResult } from './aws-cli.ts';
export { COMPILED, type ServerProcess, startServerProcess } from './server-process.ts';
export { codeOf, signInAt, type SignedIn, type SignInSettings } from './sign-in.ts';
