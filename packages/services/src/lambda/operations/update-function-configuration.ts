import type {
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { type Call, receives } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import { changedConfiguration, configurationLimits } from '../configuration.ts';
import type { LambdaDeps } from '../deps.ts';
import { protectVariables, readVariables, retireUnused } from '../encryption.ts';
import { requireVariables } from '../environment.ts';
import { invalidParameter, revisionDiffers } from '../errors.ts';
import type { FunctionRef, FunctionVersion } from '../model.ts';
import { functions } from '../repositories/functions.ts';
import { authorizeRole, requireAssumable, vpcKeys } from '../roles.ts';
import { REDACTED_CONFIGURATION, shownVersion } from '../views.ts';
import { requireChangeable } from './update-function-code.ts';

interface Admitted {
  readonly ref: FunctionRef;
}

const permitted = async (input: UpdateFunctionConfigurationRequest, call: Call) => {
  const owner = await permittedFunction(
    call,
    'lambda:UpdateFunctionConfiguration',
    input.FunctionName,
    undefined,
    vpcKeys(input),
  );
  await authorizeRole(call, input.Role);
  const version = await requireVersion(call.tx, { ...owner, qualifier: undefined });
  requireChangeable(version, input.RevisionId, call.now);
  requireVariables(input.Environment?.Variables ?? {});
  if ((input.Layers ?? []).length > 0)
    throw invalidParameter('Layers are not implemented by Gatehouse.');
  const configuration = changedConfiguration(version.configuration, input);
  return { owner, version, configuration };
};

/** New variables, or those that are there when another key or another role is to open them. */
const changedEnvironment = async (
  deps: LambdaDeps,
  call: Call,
  { Environment: given }: UpdateFunctionConfigurationRequest,
  version: FunctionVersion,
  configuration: FunctionVersion['configuration'],
): Promise<Uint8Array | undefined> => {
  const { configuration: before, functionId } = version;
  const isSameLock =
    before.kmsKeyArn === configuration.kmsKeyArn &&
    (configuration.kmsKeyArn === '' || before.role === configuration.role);
  if (given === undefined && isSameLock) return version.environment;
  const variables =
    given === undefined
      ? Object.fromEntries(await readVariables(deps, call, version))
      : (given.Variables ?? {});
  return protectVariables(deps, call, { functionId, ref: version, configuration }, variables);
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration = (deps: LambdaDeps) =>
  receives<UpdateFunctionConfigurationRequest, Admitted, undefined, FunctionConfiguration>(
    {
      event: { name: 'UpdateFunctionConfiguration20150331v2' },
      limits: { FunctionName: { minLength: 1, maxLength: 140 }, ...configurationLimits },
      redact: ['Environment'],
      redactOutput: REDACTED_CONFIGURATION,
      partial:
        'No layers. VpcConfig, EphemeralStorage, SnapStart, TracingConfig and FileSystemConfigs have no effect.',
    },
    {
      admit: async (input, call) => {
        const { owner } = await permitted(input, call);
        return { ref: owner.ref };
      },
      keep: async (input, { ref }) => {
        if (input.Role !== undefined) await requireAssumable(deps, ref, input.Role);
        return undefined;
      },
      run: async (input, call) => {
        const { tx, now } = call;
        const { version, configuration } = await permitted(input, call);
        const changed: FunctionVersion = {
          ...version,
          configuration,
          environment: await changedEnvironment(deps, call, input, version, configuration),
          revisionId: deps.ids.uuid(),
          modifiedAt: now,
          changedAt: new Date(now.getTime() + deps.delaySeconds * 1000),
        };
        if (!(await functions.replaceVersion(tx, changed, version.revisionId)))
          throw revisionDiffers('GetFunction/GetAlias');
        const left = await functions.allVersions(tx, version.functionId);
        await retireUnused(deps, call, [version], left);
        return shownVersion(deps, call, changed, undefined);
      },
    },
  );
