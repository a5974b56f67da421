import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import {
  type Call,
  type Principal,
  receives,
  requestTagKeys,
  tagStore,
} from '@gatehouse/service-kit';
import { authorizeFunction } from '../access.ts';
import { type NamedFunction, namedFunction } from '../arns.ts';
import { codeLimits, type CodeSource, keepCode, requireSource } from '../code.ts';
import { configurationLimits, newConfiguration } from '../configuration.ts';
import type { LambdaDeps } from '../deps.ts';
import { protectVariables } from '../encryption.ts';
import { requireVariables } from '../environment.ts';
import { functionExists, invalidParameter } from '../errors.ts';
import type { Configuration, FunctionVersion, LambdaFunction, StoredCode } from '../model.ts';
import { functions } from '../repositories/functions.ts';
import { authorizeRole, requireAssumable, vpcKeys } from '../roles.ts';
import { requestTags, tagOwner } from '../tags.ts';
import { REDACTED_CONFIGURATION, shownVersion } from '../views.ts';
import { publish } from './publish-version.ts';

interface Admitted {
  readonly named: NamedFunction;
  readonly principal: Principal;
  readonly source: CodeSource;
  readonly configuration: Configuration;
}

/** Who may make it, and whether what he asks for can be made. */
const admit = async (input: CreateFunctionRequest, call: Call): Promise<Admitted> => {
  const named = namedFunction(call, input.FunctionName);
  const tags = requestTags(input.Tags);
  const keys = { ...requestTagKeys(tags), ...vpcKeys(input) };
  const present = await authorizeFunction(call, 'lambda:CreateFunction', named, keys);
  if (tags.size > 0)
    await authorizeFunction(call, 'lambda:TagResource', named, requestTagKeys(tags));
  await authorizeRole(call, input.Role);
  if (named.qualifier !== undefined || named.ref.account !== call.account)
    throw invalidParameter(`Invalid function name: ${input.FunctionName ?? ''}`);
  const configuration = newConfiguration(input);
  requireVariables(input.Environment?.Variables ?? {});
  if ((input.Layers ?? []).length > 0)
    throw invalidParameter('Layers are not implemented by Gatehouse.');
  const source = requireSource(input.Code);
  if (present !== undefined) throw functionExists(named.ref.name);
  return { named, principal: call.principal, source, configuration };
};

const make = async (
  deps: LambdaDeps,
  input: CreateFunctionRequest,
  call: Call,
  code: StoredCode,
): Promise<FunctionConfiguration> => {
  const { tx, now } = call;
  const { named, configuration } = await admit(input, call);
  const { ref } = named;
  const made: LambdaFunction = {
    ...ref,
    id: deps.ids.uuid(),
    createdAt: now,
    lastNumber: 0,
    reservedConcurrency: undefined,
  };
  const activeAt = new Date(now.getTime() + deps.delaySeconds * 1000);
  const version: FunctionVersion = {
    ...ref,
    functionId: made.id,
    number: 0,
    configuration,
    code,
    environment: await protectVariables(
      deps,
      call,
      { functionId: made.id, ref, configuration },
      input.Environment?.Variables ?? {},
    ),
    revisionId: deps.ids.uuid(),
    modifiedAt: now,
    activeAt,
    changedAt: activeAt,
  };
  if (!(await functions.insert(tx, made))) throw functionExists(ref.name);
  await functions.insertVersion(tx, version);
  await tagStore.put(tx, tagOwner(ref), requestTags(input.Tags));
  call.touch({ type: 'AWS::Lambda::Function', name: ref.name });
  if (input.Publish !== true) return shownVersion(deps, call, version, undefined);
  const published = await publish(deps, call, made, version, {});
  return shownVersion(deps, call, published, String(published.number));
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const createFunction = (deps: LambdaDeps) =>
  receives<CreateFunctionRequest, Admitted, StoredCode, FunctionConfiguration>(
    {
      event: { name: 'CreateFunction20150331' },
      limits: {
        FunctionName: { minLength: 1, maxLength: 140 },
        ...configurationLimits,
        'Code.S3Bucket': codeLimits.S3Bucket,
        'Code.S3Key': codeLimits.S3Key,
        'Code.S3ObjectVersion': codeLimits.S3ObjectVersion,
        PackageType: { oneOf: ['Image', 'Zip'] },
        Architectures: { minLength: 1, maxLength: 1 },
        'Architectures[]': { oneOf: ['x86_64', 'arm64'] },
      },
      redact: ['Code.ZipFile', 'Environment'],
      redactOutput: REDACTED_CONFIGURATION,
      partial:
        'Zip files and folders only, no container images and no layers. VpcConfig, EphemeralStorage, SnapStart, TracingConfig and FileSystemConfigs have no effect.',
    },
    {
      admit,
      keep: async (_input, { named, principal, source, configuration }) => {
        await requireAssumable(deps, named.ref, configuration.role);
        return keepCode(deps, source, principal, named.ref.region);
      },
      run: (input, call, code) => make(deps, input, call, code),
    },
  );
