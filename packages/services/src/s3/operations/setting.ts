import { type OperationDefinition, reads, writes } from '@gatehouse/service-kit';
import { permittedBucket } from '../access/access.ts';
import { malformedXml, settingAbsent } from '../errors.ts';
import type { Bucket, SettingKind } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { buckets } from '../repositories/buckets.ts';

type Deps = Pick<S3Parts, 'access'>;

export interface SettingRequest {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** A date of a rule is text in the database and a date on the wire. */
const revived = (name: string, value: unknown): unknown =>
  name === 'Date' && typeof value === 'string' ? new Date(value) : value;

export const parsedSetting = (text: string): unknown => JSON.parse(text, revived) as unknown;

const CHANGE = { event: { response: 'omit' } } as const;

type AbsentKind = Parameters<typeof settingAbsent>[0];

export interface Getting {
  readonly kind: SettingKind;
  readonly action: string;
  /** The answer, made of what was put. */
  readonly answer: (stored: unknown) => unknown;
  /** What a bucket answers that has none; a kind: that it has none. */
  readonly absent: AbsentKind | ((bucket: Bucket) => unknown);
}

export const getSetting = (
  { access }: Deps,
  { kind, action, answer, absent }: Getting,
): OperationDefinition =>
  reads<SettingRequest, unknown>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, action, input);
    const text = await buckets.setting(call.tx, bucket.name, kind);
    if (text !== undefined) return answer(parsedSetting(text));
    if (typeof absent === 'string') throw settingAbsent(absent, bucket.name);
    return absent(bucket);
  });

export interface Putting<Request extends SettingRequest> {
  readonly kind: SettingKind;
  readonly action: string;
  /** What the request wants to be stored, checked; undefined: nothing, which takes away what is there. */
  readonly stored: (input: Request, bucket: Bucket, now: Date) => unknown;
  /** What it lacks compared with AWS. */
  readonly partial?: string;
}

export const putSetting = <Request extends SettingRequest>(
  { access }: Deps,
  { kind, action, stored, partial }: Putting<Request>,
): OperationDefinition =>
  writes<Request, object>(
    { ...CHANGE, ...(partial === undefined ? {} : { partial }) },
    async (input, call) => {
      const bucket = await permittedBucket(access, call, action, input);
      const value = stored(input, bucket, call.now);
      if (value === undefined) await buckets.unset(call.tx, bucket.name, kind);
      else await buckets.set(call.tx, bucket.name, kind, JSON.stringify(value));
      return {};
    },
  );

export const removeSetting = (
  { access }: Deps,
  { kind, action }: { readonly kind: SettingKind; readonly action: string },
): OperationDefinition =>
  writes<SettingRequest, object>(CHANGE, async (input, call) => {
    const bucket = await permittedBucket(access, call, action, input);
    await buckets.unset(call.tx, bucket.name, kind);
    return {};
  });

/** The document of a request, which must be there. */
export const given = <T>(document: T | undefined): T => {
  if (document === undefined) throw malformedXml();
  return document;
};
