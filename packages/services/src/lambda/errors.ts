import { AwsError } from '@gatehouse/core';

/** Lambda's errors say whose fault they are. */
const userError = (code: string, message: string, status: number): AwsError =>
  new AwsError(code, message, { status, members: { Type: 'User', Message: message } });

export const invalidParameter = (message: string, status = 400): AwsError =>
  status === 404
    ? userError('ResourceNotFoundException', message, 404)
    : userError('InvalidParameterValueException', message, status);

const notFound = (message: string): AwsError =>
  userError('ResourceNotFoundException', message, 404);
const conflict = (message: string): AwsError =>
  userError('ResourceConflictException', message, 409);

export const validationError = (at: string, value: unknown, constraint: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: ${constraint}`,
  );

export const qualifiersDiffer = (): AwsError =>
  invalidParameter(
    'The derived qualifier from the function name does not match the specified qualifier.',
  );
export const functionNotFound = (arn: string): AwsError => notFound(`Function not found: ${arn}`);
export const aliasNotFound = (arn: string): AwsError => notFound(`Alias not found: ${arn}`);
export const policyNotFound = (): AwsError =>
  notFound('The resource you requested does not exist.');
export const statementNotFound = (id: string): AwsError =>
  notFound(`Statement ${id} is not found in resource policy.`);
export const invokeConfigNotFound = (arn: string): AwsError =>
  notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
export const functionExists = (name: string): AwsError =>
  conflict(`Function already exist: ${name}`);
export const aliasExists = (arn: string): AwsError => conflict(`Alias already exists: ${arn}`);
export const aliasInUse = (aliases: readonly string[]): AwsError =>
  conflict(`Version is referenced by aliases: [${aliases.join(', ')}]`);
export const statementExists = (id: string): AwsError =>
  conflict(
    `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  );
export const updateInProgress = (arn: string): AwsError =>
  conflict(
    `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
  );
export const functionPending = (): AwsError =>
  conflict(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  );
export const revisionDiffers = (operation: string): AwsError =>
  userError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. Call the ${operation} API to retrieve the latest Revision Id`,
    412,
  );
export const latestNotDeletable = (): AwsError =>
  invalidParameter('$LATEST version cannot be deleted without deleting the function.');
export const aliasNotForDeletion = (): AwsError =>
  invalidParameter('Deletion of aliases is not currently supported.');
export const roleNotAssumable = (): AwsError =>
  invalidParameter('The role defined for the function cannot be assumed by Lambda.');
export const roleNotAssumed = (): AwsError =>
  userError(
    'AccessDeniedException',
    'The role defined for the function cannot be assumed by Lambda.',
    403,
  );
export const crossAccountRole = (): AwsError =>
  userError('AccessDeniedException', 'Cross-account pass role is not allowed.', 403);
export const zipEmpty = (): AwsError => invalidParameter('Uploaded file must be a non-empty zip');
export const zipInvalid = (): AwsError =>
  invalidParameter(
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );
export const zipTooLarge = (most: number): AwsError =>
  userError(
    'RequestEntityTooLargeException',
    `Zipped size must be smaller than ${most} bytes`,
    413,
  );
export const unzippedTooLarge = (most: number): AwsError =>
  invalidParameter(`Unzipped size must be smaller than ${most} bytes`);
export const codeMissing = (): AwsError =>
  invalidParameter(
    'Please provide a source for function code. You must specify either ZipFile or S3Bucket and S3Key.',
  );
export const codeTwice = (): AwsError =>
  invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
export const imagesNotRun = (): AwsError =>
  invalidParameter('Functions of container images are not implemented by Gatehouse.');
export const folderNotAllowed = (key: string): AwsError =>
  invalidParameter(
    `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: ${key} is not below a folder that GATEHOUSE_LAMBDA_FOLDERS names.`,
  );
export const objectNotRead = (code: string, message: string): AwsError =>
  invalidParameter(
    `Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`,
  );
export const runtimeInvalid = (runtime: string, known: readonly string[]): AwsError =>
  invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(', ')}] or be a valid ARN`,
  );
export const runtimeNotRun = (runtime: string): AwsError =>
  userError(
    'InvalidRuntimeException',
    `Functions of the runtime ${runtime} are not run by Gatehouse: it runs nodejs18.x, nodejs20.x, nodejs22.x and nodejs24.x.`,
    502,
  );
export const functionsOff = (): AwsError =>
  userError('ServiceException', 'Functions are not run here: GATEHOUSE_LAMBDA is off.', 500);
export const handlerMissing = (): AwsError =>
  invalidParameter(
    'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  );
export const timeoutTooLong = (seconds: number): AwsError =>
  validationError('timeout', seconds, 'Member must have value less than or equal to 900');
export const memoryTooLarge = (megabytes: number): AwsError =>
  invalidParameter(
    `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240 (${megabytes})`,
  );
export const variableReserved = (names: readonly string[]): AwsError =>
  invalidParameter(
    `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${names.join(', ')}`,
  );
export const variableNameInvalid = (): AwsError =>
  new AwsError(
    'ValidationException',
    "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
  );
const ofKms = ({ name, message }: AwsError): string =>
  `KMS Exception: ${name} KMS Message: ${message}`;

/** The key of a function's variables does not let who sets them. */
export const kmsKeyInvalid = (cause: AwsError): AwsError =>
  cause.name === 'AccessDeniedException'
    ? new AwsError(
        'AccessDeniedException',
        `Lambda was unable to configure access to your environment variables because the KMS access was denied. Please check your KMS permissions. ${ofKms(cause)}`,
        { status: 403 },
      )
    : invalidParameter(
        `Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. ${ofKms(cause)}`,
      );

/** What stands in place of variables that their reader may not decrypt. */
export const variablesHidden = (
  cause: AwsError,
): { readonly ErrorCode: string; readonly Message: string } => ({
  ErrorCode: cause.name,
  Message:
    cause.name === 'AccessDeniedException'
      ? `Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions. ${ofKms(cause)}`
      : `Lambda was unable to decrypt your environment variables because the KMS key used is not valid for Decrypt. Please check your KMS key settings. ${ofKms(cause)}`,
});

const NOT_OPENED: ReadonlyMap<string, readonly [code: string, why: string]> = new Map([
  ['AccessDeniedException', ['KMSAccessDeniedException', 'KMS access was denied']],
  ['DisabledException', ['KMSDisabledException', 'the KMS key used is disabled']],
  [
    'KMSInvalidStateException',
    ['KMSInvalidStateException', 'the state of the KMS key used is not valid for Decrypt'],
  ],
  ['NotFoundException', ['KMSNotFoundException', 'the KMS key was not found']],
]);

/** A function that does not start, because its role cannot open its variables. */
export const variablesNotOpened = (cause: AwsError): AwsError => {
  const [code, why] = NOT_OPENED.get(cause.name) ?? [
    'KMSInvalidStateException',
    'the KMS key used is not valid for Decrypt',
  ];
  return userError(
    code,
    `Lambda was unable to decrypt the environment variables because ${why}. Please check the function's KMS key settings. ${ofKms(cause)}`,
    502,
  );
};
export const environmentTooLarge = (text: string): AwsError =>
  invalidParameter(
    `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${text}`,
  );
export const payloadTooLarge = (bytes: number, most: number): AwsError =>
  userError(
    'RequestTooLargeException',
    `${bytes} byte payload is too large for the invocation type (limit ${most} bytes)`,
    413,
  );
export const payloadNotJson = (reason: string): AwsError =>
  userError(
    'InvalidRequestContentException',
    `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    400,
  );
export const clientContextInvalid = (): AwsError =>
  userError(
    'InvalidRequestContentException',
    'Client context must be a valid Base64-encoded JSON object.',
    400,
  );

const throttled = (reason: string, message: string): AwsError =>
  new AwsError('TooManyRequestsException', message, {
    status: 429,
    members: { Type: 'User', Reason: reason, retryAfterSeconds: '1' },
  });
export const concurrencyExceeded = (): AwsError =>
  throttled('ReservedFunctionConcurrentInvocationLimitExceeded', 'Rate Exceeded.');
export const processesExceeded = (): AwsError =>
  throttled('ConcurrentInvocationLimitExceeded', 'Rate Exceeded.');
export const reservedTooLarge = (least: number): AwsError =>
  invalidParameter(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${least}].`,
  );

export const markerInvalid = (): AwsError =>
  invalidParameter('Could not decode the pagination marker.');
export const tooManyTags = (): AwsError =>
  invalidParameter('Resource is already using the maximum number of tags: 50');
export const tagInvalid = (reason: string): AwsError => invalidParameter(reason);
export const principalInvalid = (): AwsError =>
  invalidParameter('The provided principal was invalid. Please check the principal and try again.');
export const policyTooLong = (bytes: number): AwsError =>
  userError(
    'PolicyLengthExceededException',
    `The final policy size (${bytes}) is bigger than the limit (20480).`,
    400,
  );
export const weightInvalid = (message: string): AwsError => invalidParameter(message);
export const invokeConfigEmpty = (): AwsError =>
  invalidParameter('You must specify at least one of error handling or destination setting.');
export const destinationInvalid = (arn: string): AwsError =>
  invalidParameter(
    `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${arn})) is invalid.`,
  );
export const destinationIsSelf = (): AwsError =>
  invalidParameter("You can't specify the function as a destination for itself.");
export const deadLetterInvalid = (arn: string): AwsError =>
  validationError(
    'deadLetterConfig.targetArn',
    arn,
    'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()',
  );
