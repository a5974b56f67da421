import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import { explainRotation } from '../../../api/rotation.ts';
import { formOf, type RotationDraft } from './draft.ts';

const refusal = (message: string): ApiError =>
  new ApiError(400, { code: 'InvalidParameterException', message });

/** What is stored: the builder's own expression, or the one that was written. */
const expressionFor = async (draft: RotationDraft): Promise<string> => {
  if (draft.by === 'expression') return draft.expression.trim();
  const form = formOf(draft);
  if (typeof form === 'string') throw refusal(form);
  const { expression, refusal: reason } = await explainRotation({ schedule: { form } });
  if (expression === undefined) throw refusal(reason ?? 'The schedule is none.');
  return expression;
};

/** Turns rotation on, or changes how it is done. */
export const rotateSecret = async (
  aws: Aws,
  SecretId: string,
  draft: RotationDraft,
): Promise<unknown> => {
  const { duration, immediately, lambda } = draft;
  return aws.call('secretsmanager', 'RotateSecret', {
    SecretId,
    ClientRequestToken: crypto.randomUUID(),
    RotateImmediately: immediately,
    RotationRules: {
      ScheduleExpression: await expressionFor(draft),
      ...(duration.trim() === '' ? {} : { Duration: duration.trim() }),
    },
    ...(lambda === '' ? {} : { RotationLambdaARN: lambda }),
  });
};
