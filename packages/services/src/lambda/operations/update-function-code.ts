import type { FunctionConfiguration, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { type Call, type Principal, receives } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import { codeLimits, type CodeSource, keepCode, requireSource } from '../code.ts';
import type { LambdaDeps } from '../deps.ts';
import { revisionDiffers, updateInProgress } from '../errors.ts';
import type { FunctionRef, FunctionVersion, StoredCode } from '../model.ts';
import { functions } from '../repositories/functions.ts';
import { REDACTED_CONFIGURATION, shownVersion } from '../views.ts';
import { publish } from './publish-version.ts';

interface Admitted {
  readonly ref: FunctionRef;
  readonly principal: Principal;
  readonly source: CodeSource;
}

export const requireChangeable = (
  version: FunctionVersion,
  revisionId: string | undefined,
  now: Date,
): void => {
  if (revisionId !== undefined && revisionId !== '' && revisionId !== version.revisionId)
    throw revisionDiffers('GetFunction/GetAlias');
  if (version.changedAt > now) throw updateInProgress(version.arn);
};

const permitted = async (input: UpdateFunctionCodeRequest, call: Call) => {
  const owner = await permittedFunction(call, 'lambda:UpdateFunctionCode', input.FunctionName);
  const version = await requireVersion(call.tx, { ...owner, qualifier: undefined });
  requireChangeable(version, input.RevisionId, call.now);
  return { owner, version };
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode = (deps: LambdaDeps) =>
  receives<UpdateFunctionCodeRequest, Admitted, StoredCode, FunctionConfiguration>(
    {
      event: { name: 'UpdateFunctionCode20150331v2' },
      limits: {
        FunctionName: { minLength: 1, maxLength: 140 },
        ...codeLimits,
        Architectures: { minLength: 1, maxLength: 1 },
        'Architectures[]': { oneOf: ['x86_64', 'arm64'] },
      },
      redact: ['ZipFile'],
      redactOutput: REDACTED_CONFIGURATION,
      partial: 'Zip files and folders only.',
    },
    {
      admit: async (input, call) => {
        const { owner } = await permitted(input, call);
        return { ref: owner.ref, principal: call.principal, source: requireSource(input) };
      },
      keep: (_input, { ref, principal, source }) => keepCode(deps, source, principal, ref.region),
      run: async (input, call, code) => {
        const { tx, now } = call;
        const { owner, version } = await permitted(input, call);
        const [architecture = version.configuration.architecture] = input.Architectures ?? [];
        const changed: FunctionVersion = {
          ...version,
          code,
          configuration: { ...version.configuration, architecture },
          revisionId: deps.ids.uuid(),
          modifiedAt: now,
          changedAt: new Date(now.getTime() + deps.delaySeconds * 1000),
        };
        if (input.DryRun === true) return shownVersion(deps, call, changed, undefined);
        if (!(await functions.replaceVersion(tx, changed, version.revisionId)))
          throw revisionDiffers('GetFunction/GetAlias');
        if (input.Publish !== true) return shownVersion(deps, call, changed, undefined);
        const published = await publish(deps, call, owner.found, changed, {});
        return shownVersion(deps, call, published, String(published.number));
      },
    },
  );
