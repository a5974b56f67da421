import type {
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { type Call, receives } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import { changedConfiguration, configurationLimits } from '../configuration.ts';
import type { LambdaDeps } from '../deps.ts';
import { requireVariables, sealVariables } from '../environment.ts';
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

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration = (deps: LambdaDeps) =>
  receives<UpdateFunctionConfigurationRequest, Admitted, undefined, FunctionConfiguration>(
    {
      event: { name: 'UpdateFunctionConfiguration20150331v2' },
      limits: { FunctionName: { minLength: 1, maxLength: 140 }, ...configurationLimits },
      redact: ['Environment'],
      redactOutput: REDACTED_CONFIGURATION,
      partial:
        'No layers. VpcConfig, KMSKeyArn, EphemeralStorage, SnapStart, TracingConfig and FileSystemConfigs have no effect.',
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
        const variables = input.Environment?.Variables;
        const changed: FunctionVersion = {
          ...version,
          configuration,
          environment:
            input.Environment === undefined
              ? version.environment
              : sealVariables(deps.vault, version.functionId, variables ?? {}),
          revisionId: deps.ids.uuid(),
          modifiedAt: now,
          changedAt: new Date(now.getTime() + deps.delaySeconds * 1000),
        };
        if (!(await functions.replaceVersion(tx, changed, version.revisionId)))
          throw revisionDiffers('GetFunction/GetAlias');
        return shownVersion(deps.vault, changed, undefined, now);
      },
    },
  );
