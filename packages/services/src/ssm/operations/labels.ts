import type {
  LabelParameterVersionRequest,
  LabelParameterVersionResult,
  UnlabelParameterVersionRequest,
  UnlabelParameterVersionResult,
} from '@aws-sdk/client-ssm';
import { type Call, writes } from '@gatehouse/service-kit';
import { permittedParameter } from '../access.ts';
import { tellChange } from '../change-events.ts';
import { labelLength, tooManyLabels, versionNotFound } from '../errors.ts';
import { MOST_LABELS, type Parameter } from '../model.ts';
import { NAME, ownRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { versions } from '../repositories/versions.ts';

const LIMITS = {
  ...NAME,
  ParameterVersion: { minValue: 0 },
  Labels: { minLength: 1 },
} as const;

const LONGEST = 100;
/** Of letters, digits, periods, hyphens and underscores; it does not begin with a digit, `aws` or `ssm` (User Guide, "Working with parameter labels"). */
const LABEL = /^(?![0-9]|aws|ssm)[a-z0-9._-]+$/i;

const requireLengths = (given: readonly string[]): void => {
  if (given.some(({ length }) => length === 0 || length > LONGEST)) throw labelLength(given);
};

const requireVersion = async (
  call: Call,
  { id, name, latest }: Parameter,
  version: number,
): Promise<void> => {
  if (version === latest.version) return;
  if ((await versions.find(call.tx, id, version)) === undefined)
    throw versionNotFound(version, name);
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html */
export const labelParameterVersion = (parts: SsmParts) =>
  writes<LabelParameterVersionRequest, LabelParameterVersionResult>(
    { limits: LIMITS },
    async (input, call) => {
      const given = [...new Set(input.Labels)];
      requireLengths(given);
      const named = ownRef(call, input.Name);
      const { parameter } = await permittedParameter(call, 'LabelParameterVersion', named);
      const { id, latest } = parameter;
      const version = input.ParameterVersion ?? latest.version;
      await requireVersion(call, parameter, version);
      const valid = given.filter((label) => LABEL.test(label));
      const there = (await labels.of(call.tx, id)).get(version) ?? [];
      if (new Set([...there, ...valid]).size > MOST_LABELS) throw tooManyLabels();
      for (const label of valid)
        if (!there.includes(label))
          await labels.put(call.tx, id, label, version, call.now.getTime());
      if (valid.length > 0)
        await tellChange(parts, call.tx, parameter, latest, 'LabelParameterVersion', call.now);
      return {
        InvalidLabels: given.filter((label) => !LABEL.test(label)),
        ParameterVersion: version,
      };
    },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
export const unlabelParameterVersion = () =>
  writes<UnlabelParameterVersionRequest, UnlabelParameterVersionResult>(
    { limits: { ...LIMITS, Labels: { minLength: 1, maxLength: MOST_LABELS } } },
    async (input, call) => {
      const given = [...new Set(input.Labels)];
      requireLengths(given);
      const named = ownRef(call, input.Name);
      const { parameter } = await permittedParameter(call, 'UnlabelParameterVersion', named);
      const version = input.ParameterVersion ?? 0;
      await requireVersion(call, parameter, version);
      const removed: string[] = [];
      for (const label of given)
        if (await labels.remove(call.tx, parameter.id, label, version)) removed.push(label);
      return {
        RemovedLabels: removed,
        InvalidLabels: given.filter((label) => !removed.includes(label)),
      };
    },
  );
