import { RotationFailure, nameOf } from './errors.ts';
import { type RotationEvent, readEvent } from './event.ts';
import { CURRENT, PENDING, PREVIOUS, type Rotation, type RotationSteps } from './model.ts';
import { type RotationTools, sharedTools } from './tools.ts';

type VersionStages = ReadonlyMap<string, readonly string[]>;

/** Labels of every version. @throws RotationFailure where the rotation must not go on */
const checkedStages = async (
  { secretId, token }: RotationEvent,
  { secrets }: RotationTools,
): Promise<VersionStages> => {
  const { RotationEnabled: enabled, VersionIdsToStages: versions = {} } =
    await secrets.describeSecret({ SecretId: secretId });
  if (enabled === false) throw new RotationFailure(`Rotation is not enabled for ${secretId}`);
  const stages = new Map(Object.entries(versions));
  const labels = stages.get(token);
  if (labels === undefined)
    throw new RotationFailure(`Version ${token} is not one of the secret ${secretId}`);
  if (!labels.includes(CURRENT) && !labels.includes(PENDING))
    throw new RotationFailure(`Version ${token} of the secret ${secretId} is not ${PENDING}`);
  return stages;
};

const textOf = async (
  { secrets }: RotationTools,
  secretId: string,
  stage: string,
  version?: string,
): Promise<string | undefined> => {
  try {
    const { SecretString: text } = await secrets.getSecretValue({
      SecretId: secretId,
      VersionStage: stage,
      ...(version === undefined ? {} : { VersionId: version }),
    });
    if (text === undefined) throw new RotationFailure(`${stage} of ${secretId} is not a text`);
    return text;
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const createSecret = async <Secret>(
  steps: RotationSteps<Secret>,
  event: RotationEvent,
  rotation: Rotation<Secret>,
): Promise<void> => {
  const { tools } = rotation;
  const { secretId, token, rotationToken } = event;
  const found = (): Promise<string | undefined> => textOf(tools, secretId, PENDING, token);
  if ((await found()) !== undefined) return;
  const fields = await steps.create(rotation);
  try {
    await tools.secrets.putSecretValue({
      SecretId: secretId,
      ClientRequestToken: token,
      SecretString: JSON.stringify(fields),
      VersionStages: [PENDING],
      ...(rotationToken === undefined ? {} : { RotationToken: rotationToken }),
    });
  } catch (error) {
    // The same step ran twice at once, and the other one was first: its value counts.
    if (nameOf(error) !== 'ResourceExistsException' || (await found()) === undefined) throw error;
  }
};

const finishSecret = async (
  { secretId, token }: RotationEvent,
  { secrets }: RotationTools,
  stages: VersionStages,
): Promise<void> => {
  const current = [...stages].find(([, labels]) => labels.includes(CURRENT))?.[0];
  await secrets.updateSecretVersionStage({
    SecretId: secretId,
    VersionStage: CURRENT,
    MoveToVersionId: token,
    ...(current === undefined ? {} : { RemoveFromVersionId: current }),
  });
};

const rotationOf = async <Secret>(
  { read }: RotationSteps<Secret>,
  { secretId, token }: RotationEvent,
  tools: RotationTools,
): Promise<Rotation<Secret>> => {
  const current = await textOf(tools, secretId, CURRENT);
  if (current === undefined) throw new RotationFailure(`${secretId} has no ${CURRENT} version`);
  return {
    arn: secretId,
    token,
    current: read(current, `the ${CURRENT} version`),
    previous: async () => {
      const text = await textOf(tools, secretId, PREVIOUS);
      return text === undefined ? undefined : read(text, `the ${PREVIOUS} version`);
    },
    tools,
  };
};

const doStep = async <Secret>(
  steps: RotationSteps<Secret>,
  event: RotationEvent,
  tools: RotationTools,
  stages: VersionStages,
): Promise<void> => {
  const rotation = await rotationOf(steps, event, tools);
  if (event.step === 'createSecret') return createSecret(steps, event, rotation);
  const text = await textOf(tools, event.secretId, PENDING, event.token);
  if (text === undefined)
    throw new RotationFailure(`The ${PENDING} version of ${event.secretId} has no value yet`);
  const whole = { ...rotation, pending: steps.read(text, `the ${PENDING} version`) };
  switch (event.step) {
    case 'setSecret':
      return steps.set(whole);
    case 'testSecret':
      return steps.test(whole);
    case 'finishSecret':
      await steps.finish?.(whole);
      return finishSecret(event, tools, stages);
    default:
      return event.step satisfies never;
  }
};

/**
 * The handler of a rotation function. It checks what Secrets Manager's contract says (rotation is on, the version is known, it is
 * AWSPENDING; AWSCURRENT is an end without an error), does the step, stores the new version and moves AWSCURRENT.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const rotationFunction =
  <Secret>(steps: RotationSteps<Secret>, toolsOf: () => RotationTools = sharedTools) =>
  async (given: unknown): Promise<void> => {
    const event = readEvent(given);
    const tools = toolsOf();
    const { step, secretId, token } = event;
    const stages = await checkedStages(event, tools);
    if (stages.get(token)?.includes(CURRENT) === true) {
      tools.log.info('the version is current already', { step, secret: secretId, version: token });
      return;
    }
    await doStep(steps, event, tools, stages);
    tools.log.info('step done', { step, secret: secretId, version: token });
  };
