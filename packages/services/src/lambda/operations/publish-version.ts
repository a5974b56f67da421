import type { FunctionConfiguration, PublishVersionRequest } from '@aws-sdk/client-lambda';
import { type Call, writes } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import type { LambdaDeps } from '../deps.ts';
import { invalidParameter, revisionDiffers } from '../errors.ts';
import type { FunctionVersion, LambdaFunction } from '../model.ts';
import { functions } from '../repositories/functions.ts';
import { base64Sha256, REDACTED_CONFIGURATION, shownVersion } from '../views.ts';

const isSame = (a: FunctionVersion, b: FunctionVersion): boolean =>
  a.code.sha256 === b.code.sha256 &&
  JSON.stringify(a.configuration) ===
    JSON.stringify({ ...b.configuration, description: a.configuration.description }) &&
  Buffer.compare(a.environment ?? Buffer.alloc(0), b.environment ?? Buffer.alloc(0)) === 0;

/** The latest version, fixed; that which was published last when nothing has changed since. */
export const publish = async (
  deps: Pick<LambdaDeps, 'ids'>,
  { tx, now }: Call,
  found: LambdaFunction,
  latest: FunctionVersion,
  { Description }: Pick<PublishVersionRequest, 'Description'>,
): Promise<FunctionVersion> => {
  const last = await functions.version(tx, found.id, found.lastNumber);
  if (last !== undefined && last.number > 0 && isSame(last, latest)) return last;
  const published: FunctionVersion = {
    ...latest,
    number: found.lastNumber + 1,
    configuration: {
      ...latest.configuration,
      description: Description ?? latest.configuration.description,
    },
    revisionId: deps.ids.uuid(),
    modifiedAt: now,
  };
  await functions.setLastNumber(tx, found.id, published.number);
  await functions.insertVersion(tx, published);
  return published;
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion = (deps: LambdaDeps) =>
  writes<PublishVersionRequest, FunctionConfiguration>(
    {
      event: { name: 'PublishVersion20150331' },
      limits: {
        FunctionName: { minLength: 1, maxLength: 140 },
        Description: { maxLength: 256 },
      },
      redactOutput: REDACTED_CONFIGURATION,
    },
    async (input, call) => {
      const owner = await permittedFunction(call, 'lambda:PublishVersion', input.FunctionName);
      const latest = await requireVersion(call.tx, { ...owner, qualifier: undefined });
      if (input.RevisionId && input.RevisionId !== latest.revisionId)
        throw revisionDiffers('GetFunction/GetAlias');
      if (input.CodeSha256 && input.CodeSha256 !== base64Sha256(latest.code.sha256))
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${base64Sha256(latest.code.sha256)}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      const published = await publish(deps, call, owner.found, latest, input);
      return shownVersion(deps, call, published, String(published.number));
    },
  );
