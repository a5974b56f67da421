import type { FunctionRun } from '@gatehouse/services';

/**
 * Variables that would load native code, loosen what Node permits the process, or make it write files: a function's author
 * sets its environment, and the server's machine is not his.
 */
const REFUSED =
  /^(LD_|DYLD_|NODE_(?!ENV$|DEBUG$)|OPENSSL_|GLIBC_|GCONV_|LOCPATH$|MALLOC_|BASH_ENV$|ENV$|PATH$|HOME$|TMPDIR$)/;

/** Of NODE_OPTIONS only what changes nothing but output. */
const HARMLESS =
  /^(--enable-source-maps|--no-warnings|--trace-warnings|--no-deprecation|--trace-deprecation|--stack-trace-limit=\d{1,4})$/;

const nodeOptions = (text: string | undefined): Record<string, string> => {
  const options = (text ?? '').split(/\s+/).filter((option) => HARMLESS.test(option));
  return options.length === 0 ? {} : { NODE_OPTIONS: options.join(' ') };
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const processEnvironment = (
  { program, credentials }: FunctionRun,
  place: {
    readonly codeFolder: string;
    readonly temporaryFolder: string;
    readonly nodePath: readonly string[];
    readonly logStream: string;
    readonly endpoint: string;
  },
): Record<string, string> => ({
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  AWS_ENDPOINT_URL: place.endpoint,
  ...Object.fromEntries([...program.environment].filter(([name]) => !REFUSED.test(name))),
  ...nodeOptions(program.environment.get('NODE_OPTIONS')),
  AWS_REGION: program.region,
  AWS_DEFAULT_REGION: program.region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_EXECUTION_ENV: `AWS_Lambda_${program.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: program.name,
  AWS_LAMBDA_FUNCTION_VERSION: program.version,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(program.memoryMegabytes),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: program.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
  AWS_LAMBDA_LOG_FORMAT: program.logFormat,
  _HANDLER: program.handler,
  LAMBDA_TASK_ROOT: place.codeFolder,
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  HOME: place.temporaryFolder,
  TMPDIR: place.temporaryFolder,
  NODE_PATH: place.nodePath.join(':'),
});
