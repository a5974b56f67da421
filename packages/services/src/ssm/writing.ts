import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import { type Call, principalArn } from '@gatehouse/service-kit';
import { requireMatch } from './allowed-pattern.ts';
import {
  dataTypeUnknown,
  imageInvalid,
  imageNotString,
  keyOnlyForSecure,
  oldestIsLabelled,
  typeMissing,
} from './errors.ts';
import {
  DEFAULT_KEY,
  MOST_VERSIONS,
  type Parameter,
  type ParameterPolicy,
  type ParameterRef,
  type ParameterType,
  type Version,
} from './model.ts';
import type { SsmParts } from './parts.ts';
import { carriedOver } from './policies/parse.ts';
import { labels } from './repositories/labels.ts';
import { parameters } from './repositories/parameters.ts';
import { versions } from './repositories/versions.ts';
import { tierFor } from './tiers.ts';

export const IMAGE = 'aws:ec2:image';
const TEXT = 'text';
const DATA_TYPES: ReadonlySet<string> = new Set([TEXT, IMAGE, 'aws:ssm:integration']);
const IMAGE_ID = /^ami-[0-9A-Za-z]{8,64}$/;

/** A version before it has its value. */
export type Draft = Omit<Version, 'value'>;

const typeOf = (input: PutParameterRequest, existing: Parameter | undefined): ParameterType => {
  const type = input.Type ?? existing?.latest.type;
  if (type === undefined) throw typeMissing();
  return type;
};

const dataTypeOf = (
  { acceptsLooseInput }: SsmParts,
  input: PutParameterRequest,
  existing: Parameter | undefined,
  type: ParameterType,
): string => {
  const dataType = input.DataType ?? existing?.latest.dataType ?? TEXT;
  if (!DATA_TYPES.has(dataType)) throw dataTypeUnknown(dataType);
  if (dataType === IMAGE && acceptsLooseInput !== true) {
    if (type !== 'String') throw imageNotString();
    if (!IMAGE_ID.test(input.Value ?? '')) throw imageInvalid();
  }
  return dataType;
};

const keyIdOf = (
  { acceptsLooseInput }: SsmParts,
  input: PutParameterRequest,
  existing: Parameter | undefined,
  type: ParameterType,
): string | undefined => {
  if (type !== 'SecureString') {
    if (acceptsLooseInput === true) return input.KeyId ?? existing?.latest.keyId;
    if (input.KeyId !== undefined) throw keyOnlyForSecure();
    return undefined;
  }
  return input.KeyId ?? existing?.latest.keyId ?? DEFAULT_KEY;
};

/** An empty text takes away what was there. */
const optional = (given: string | undefined, before: string | undefined): string | undefined => {
  const text = given ?? before;
  return text === '' ? undefined : text;
};

/** What a request makes of a parameter: what it leaves out stays as it was. */
export const draftOf = async (
  parts: SsmParts,
  call: Call,
  input: PutParameterRequest,
  existing: Parameter | undefined,
  given: readonly ParameterPolicy[] | undefined,
): Promise<Draft> => {
  const { Value: value = '' } = input;
  const before = existing?.latest;
  const type = typeOf(input, existing);
  const dataType = dataTypeOf(parts, input, existing, type);
  const keyId = keyIdOf(parts, input, existing, type);
  const allowedPattern = optional(input.AllowedPattern, before?.allowedPattern);
  const policies = given ?? carriedOver(before?.policies ?? []);
  const tier = await tierFor(parts, call, {
    tier: input.Tier,
    bytes: Buffer.byteLength(value),
    hasPolicies: policies.length > 0,
    existing,
  });
  requireMatch(allowedPattern, value);
  return {
    version: (before?.version ?? 0) + 1,
    type,
    tier,
    dataType,
    description: optional(input.Description, before?.description),
    allowedPattern,
    keyId,
    policies,
    modifiedAt: call.now.getTime(),
    modifiedBy: principalArn(call.principal),
  };
};

/** Of a hundred versions the oldest goes, unless somebody has labelled it. */
const makeRoom = async (call: Call, { id, name }: Parameter): Promise<void> => {
  const oldest = await versions.oldestOf(call.tx, id, MOST_VERSIONS);
  if (oldest === undefined) return;
  if ((await labels.of(call.tx, id)).has(oldest)) throw oldestIsLabelled(name, oldest);
  await versions.remove(call.tx, id, oldest);
};

/** Stores a version, sealed as the caller. The parameter's id; undefined: somebody else wrote at the same time, and first. */
export const writeVersion = async (
  { ids, values }: SsmParts,
  call: Call,
  ref: ParameterRef,
  existing: Parameter | undefined,
  name: string,
  draft: Draft,
  text: string,
): Promise<string | undefined> => {
  const { tx } = call;
  const id = existing?.id ?? ids.uuid();
  const value = await values.seal(call, { ...ref, id, version: draft.version }, draft, text);
  if (existing === undefined) {
    if (!(await parameters.insert(tx, ref, { id, name, tier: draft.tier }))) return undefined;
  } else {
    await makeRoom(call, existing);
    const { version: from } = existing.latest;
    const isLast = await parameters.setLatest(tx, id, {
      from,
      to: draft.version,
      tier: draft.tier,
    });
    if (!isLast) return undefined;
  }
  await versions.insert(tx, id, { ...draft, value });
  return id;
};
